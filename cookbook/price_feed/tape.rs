//! The tape: an actor of the same process that prints what is broadcast. It subscribes as other
//! processes do, only without a socket.

use acton_reactive::prelude::*;

use super::messages::{PriceUpdate, TradeExecuted};
use crate::console;

#[acton_actor]
struct Tape;

/// Prints every price and every trade on stderr from now on.
pub async fn start(runtime: &mut ActonRuntime) -> ActorHandle {
    let mut tape = runtime.new_actor::<Tape>();
    tape.mutate_on::<PriceUpdate>(|_actor, ctx| {
        console::note(ctx.message());
        Reply::ready()
    });
    tape.mutate_on::<TradeExecuted>(|_actor, ctx| {
        console::note(ctx.message());
        Reply::ready()
    });
    let tape = tape.start().await;
    tape.subscribe::<PriceUpdate>();
    tape.subscribe::<TradeExecuted>();
    tape
}
