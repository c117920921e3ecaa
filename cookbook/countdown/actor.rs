//! The countdown: an actor that answers one request with many items.

use std::time::Duration;

use acton_reactive::prelude::*;

use super::messages::{CountdownRequest, CountdownTick};
use crate::health;

/// The countdown keeps nothing: each countdown lives in the future of its own handler.
#[acton_actor]
pub struct Countdown;

/// Starts the actor `countdown` and lets other processes call it.
pub async fn start(runtime: &mut ActonRuntime) -> ActorHandle {
    let registry = runtime.ipc_registry();
    registry.register::<CountdownRequest>("CountdownRequest");
    registry.register::<CountdownTick>("CountdownTick");

    let mut countdown = runtime.new_actor_with_name::<Countdown>("countdown".to_owned());
    countdown.act_on::<CountdownRequest>(|_actor, ctx| {
        let CountdownRequest { from, delay_ms } = *ctx.message();
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            for value in (1..=from).rev() {
                if !reply.send(CountdownTick { value }).await {
                    tracing::info!("nobody listens any more: the countdown from {from} ends at {value}");
                    return;
                }
                if value > 1 {
                    pause(delay_ms).await;
                }
            }
        })
    });
    health::answer(runtime, &mut countdown);
    countdown.expose_for_ipc();
    countdown.start().await
}

/// No time at all would still cost a tick of the clock.
async fn pause(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}
