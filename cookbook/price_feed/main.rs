//! The price feed's server.

use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::price_feed::source::{Source, SourceFlags};
use acton_cookbook::price_feed::{actor, tape};
use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "price_feed",
    version,
    about = "Broadcasts prices, and now and then a trade, to every subscriber"
)]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    source: SourceFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = command_line::read::<Flags>();
    console::log();
    let source = flags.source.open()?;
    let mut runtime = ActonApp::launch();
    let feed = actor::start(&mut runtime, flags.server.seed).await;
    if matches!(source, Source::Walk) {
        tape::start(&mut runtime).await;
    }
    let server = Server::start(runtime, &flags.server).await?;
    server.invite("receive the prices", "price_feed_client");
    tokio::spawn(source.play(feed, server.listener().clone(), flags.server.pace()));
    server.run().await;
    Ok(())
}
