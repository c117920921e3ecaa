//! A server whose handlers go wrong in every way a handler can, beside a calculator in which nothing does.

use acton_cookbook::server::{Server, ServerFlags, StartError};
use acton_cookbook::{calculator, console};
use acton_reactive::prelude::*;
use clap::Parser;

mod circle;
mod endless;
mod panics;
mod replies;
mod streams;
mod stuck;

/// Serve handlers that panic, block, never end, forget to reply, or reply with what cannot be sent
#[derive(Parser)]
#[command(name = "broken_handlers")]
struct Flags {
    #[command(flatten)]
    server: ServerFlags,
}

#[acton_main]
async fn main() -> Result<(), StartError> {
    let flags = Flags::parse();
    console::log();
    let mut runtime = ActonApp::launch();
    calculator::actor::start(&mut runtime).await;
    panics::start(&mut runtime).await;
    stuck::start(&mut runtime).await;
    replies::start(&mut runtime).await;
    streams::start(&mut runtime).await;
    circle::start(&mut runtime).await;
    endless::start(&mut runtime).await;
    Server::start(runtime, &flags.server).await?.run().await;
    Ok(())
}
