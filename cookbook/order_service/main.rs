//! The shop's server.

use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::order_service::shop;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_cookbook::store::DataFlags;
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "order_service",
    version,
    about = "Serves a shop: the actors order_service, inventory and monitor, and an event for each order"
)]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    data: DataFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = command_line::read::<Flags>();
    console::log();
    let store = flags.data.open("order_service")?;
    let mut runtime = ActonApp::launch();
    let watched = shop::start(&mut runtime, store).await?;
    let server = Server::start(runtime, &flags.server).await?;
    watched.set(server.listener());
    server.invite("order something", "order_service_client");
    server.run().await;
    Ok(())
}
