//! The calculator's client: two answers, and one error on purpose.

use acton_cookbook::calculator::messages::{AddRequest, AddResult};
use acton_cookbook::client::{ClientFailure, ClientFlags};
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::health::{HealthCheck, HealthStatus};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "calculator_client",
    version,
    about = "Calls the calculator three times and prints what it says"
)]
struct Flags {
    #[command(flatten)]
    client: ClientFlags,
}

#[acton_main]
async fn main() -> Result<(), ClientFailure> {
    let client = command_line::read::<Flags>().client.connect().await?;

    let HealthStatus { status } = client.call("calculator", "HealthCheck", &HealthCheck).await?;
    console::print(format_args!("health: {status}"));

    let AddResult { sum } = client.call("calculator", "AddRequest", &AddRequest { a: 5, b: 3 }).await?;
    console::print(format_args!("5 + 3 = {sum}"));

    let too_large = AddRequest { a: i32::MAX, b: 1 };
    match client.call::<AddResult>("calculator", "AddRequest", &too_large).await {
        Ok(AddResult { sum }) => console::print(format_args!("2147483647 + 1 = {sum}")),
        Err(error) => {
            let (code, executed) = (error.code(), error.executed().as_str());
            console::print(format_args!("{code}: {error} (executed: {executed})"))
        }
    };
    Ok(())
}
