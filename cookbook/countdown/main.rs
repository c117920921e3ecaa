//! The countdown's server.

use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::countdown;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "countdown",
    version,
    about = "Serves the actor countdown: CountdownRequest {from, delay_ms} → a stream of CountdownTick {value}"
)]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = command_line::read::<Flags>();
    console::log();
    let mut runtime = ActonApp::launch();
    countdown::actor::start(&mut runtime).await;
    let server = Server::start(runtime, &flags.server).await?;
    server.invite("count down", "countdown_client");
    server.run().await;
    Ok(())
}
