//! The countdown's client: one stream to its end, one that is left half way, and a call on the same connection.

use acton_cookbook::client::{ClientFailure, ClientFlags};
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::countdown::messages::{CountdownRequest, CountdownTick};
use acton_cookbook::health::{HealthCheck, HealthStatus};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "countdown_client",
    version,
    about = "Counts down from 5, leaves a second countdown half way, and prints both"
)]
struct Flags {
    #[command(flatten)]
    client: ClientFlags,
}

#[acton_main]
async fn main() -> Result<(), ClientFailure> {
    let client = command_line::read::<Flags>().client.connect().await?;

    let whole = CountdownRequest { from: 5, delay_ms: 0 };
    let mut ticks = client.stream::<CountdownTick>("countdown", "CountdownRequest", &whole).await?;
    while let Some(tick) = ticks.next().await {
        console::print(tick?.value);
    }
    console::print("lift-off");

    let long = CountdownRequest { from: 1_000_000, delay_ms: 1 };
    let mut ticks = client.stream::<CountdownTick>("countdown", "CountdownRequest", &long).await?;
    for _ in 0..3 {
        if let Some(tick) = ticks.next().await {
            console::print(tick?.value);
        }
    }
    drop(ticks);
    console::print("aborted: the server stops counting");

    let HealthStatus { status } = client.call("countdown", "HealthCheck", &HealthCheck).await?;
    console::print(format_args!("health: {status}"));
    Ok(())
}
