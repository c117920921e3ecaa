//! All recipes at once: every actor of the cookbook behind one socket.

use acton_cookbook::price_feed::source::SourceFlags;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_cookbook::store::DataFlags;
use acton_cookbook::{calculator, command_line, console, countdown, kv_store, order_service, price_feed};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "cookbook",
    version,
    about = "Serves every recipe's actors on one socket: calculator, countdown, price_feed, kv_store, \
             order_service, inventory, monitor"
)]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    source: SourceFlags,
    #[command(flatten)]
    data: DataFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = command_line::read::<Flags>();
    console::log();
    let source = flags.source.open()?;
    let mut runtime = ActonApp::launch();
    calculator::actor::start(&mut runtime).await;
    countdown::actor::start(&mut runtime).await;
    kv_store::actor::start(&mut runtime, flags.data.open("kv_store")?).await;
    let watched = order_service::shop::start(&mut runtime, flags.data.open("order_service")?).await?;
    let feed = price_feed::actor::start(&mut runtime, flags.server.seed).await;
    let server = Server::start(runtime, &flags.server).await?;
    watched.set(server.listener());
    server.invite("call the calculator", "calculator_client");
    server.invite("receive the prices", "price_feed_client");
    tokio::spawn(source.play(feed, server.listener().clone(), flags.server.pace()));
    server.run().await;
    Ok(())
}
