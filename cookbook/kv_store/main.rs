//! The key-value store's server.

use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::kv_store;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_cookbook::store::DataFlags;
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "kv_store",
    version,
    about = "Serves the actor kv_store: set, get, delete, compare-and-set and list values of any shape"
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
    let store = flags.data.open("kv_store")?;
    let mut runtime = ActonApp::launch();
    kv_store::actor::start(&mut runtime, store).await;
    let server = Server::start(runtime, &flags.server).await?;
    server.invite("keep and find values", "kv_store_client");
    server.run().await;
    Ok(())
}
