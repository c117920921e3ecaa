//! All recipes at once: every actor of the cookbook behind one socket.

use acton_cookbook::price_feed::source::SourceFlags;
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_cookbook::{calculator, console, price_feed};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "cookbook",
    version,
    about = "Serves every recipe's actors on one socket: calculator, price_feed"
)]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    source: SourceFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = Flags::parse();
    console::log();
    let source = flags.source.open()?;
    let mut runtime = ActonApp::launch();
    calculator::actor::start(&mut runtime).await;
    let feed = price_feed::actor::start(&mut runtime, flags.server.seed).await;
    let server = Server::start(runtime, &flags.server).await?;
    server.invite("call the calculator", "calculator_client");
    server.invite("receive the prices", "price_feed_client");
    tokio::spawn(source.play(feed, server.listener().clone(), flags.server.pace()));
    server.run().await;
    Ok(())
}
