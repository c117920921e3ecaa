//! The calculator's server.

use acton_cookbook::calculator;
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "calculator",
    version,
    about = "Serves the actor calculator: AddRequest {a, b} → AddResult {sum}"
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
    calculator::actor::start(&mut runtime).await;
    let server = Server::start(runtime, &flags.server).await?;
    server.invite("call it", "calculator_client");
    server.run().await;
    Ok(())
}
