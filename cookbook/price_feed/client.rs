//! The price feed's client: subscribes, and prints what is pushed.

use acton_cookbook::client::{ClientFailure, ClientFlags};
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::price_feed::messages::{PriceUpdate, TradeExecuted};
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "price_feed_client",
    version,
    about = "Prints every price and every trade the price feed broadcasts"
)]
struct Flags {
    #[command(flatten)]
    client: ClientFlags,

    /// End after so many lines [default: go on until stopped]
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

#[acton_main]
async fn main() -> Result<(), ClientFailure> {
    let flags = command_line::read::<Flags>();
    let client = flags.client.connect().await?;
    let mut subscription = client.subscribe(&["PriceUpdate", "TradeExecuted"]).await?;

    let (mut lines, mut missed) = (0, 0);
    while flags.count.is_none_or(|count| lines < count) {
        let push = subscription.next().await.ok_or(ClientFailure::Ended)?;
        if subscription.missed() > missed {
            console::note(format_args!("missed {} pushes here", subscription.missed() - missed));
            missed = subscription.missed();
        }
        let printed = match push.message_type.as_str() {
            "TradeExecuted" => console::print(push.decode::<TradeExecuted>()?),
            _ => console::print(push.decode::<PriceUpdate>()?),
        };
        if !printed {
            break;
        }
        lines += 1;
    }
    Ok(())
}
