//! The price feed: an actor that turns ticks and quotes into broadcasts.

use acton_reactive::prelude::*;

use super::messages::{PriceUpdate, TradeExecuted};
use super::walk::Walk;
use crate::health;

/// The state: where the walk has come to, and whom to tell.
#[acton_actor(no_default)]
pub struct PriceFeed {
    walk: Walk,
    broker: BrokerHandle,
}

/// Time for the walk's next step. Without `ipc`: no other process can send it.
#[acton_message]
pub struct Tick;

/// A price that was read somewhere.
#[acton_message]
pub struct Quote {
    /// What is traded.
    pub symbol: String,
    /// Its price.
    pub price: f64,
}

/// Starts the actor `price_feed` and lets other processes subscribe to what it broadcasts.
pub async fn start(runtime: &mut ActonRuntime, seed: u64) -> ActorHandle {
    let registry = runtime.ipc_registry();
    registry.register::<PriceUpdate>("PriceUpdate");
    registry.register::<TradeExecuted>("TradeExecuted");

    let broker = runtime.broker();
    let state = move || PriceFeed { walk: Walk::new(seed), broker: broker.clone() };
    let mut feed = runtime.new_actor_with("price_feed", state);
    feed.mutate_on::<Tick>(|actor, _ctx| {
        let (price, trade) = actor.model.walk.step();
        let broker = actor.model.broker.clone();
        Reply::pending(async move {
            broker.broadcast(price).await;
            if let Some(trade) = trade {
                broker.broadcast(trade).await;
            }
        })
    });
    feed.mutate_on::<Quote>(|actor, ctx| {
        let Quote { symbol, price } = ctx.message().clone();
        let broker = actor.model.broker.clone();
        Reply::pending(async move { broker.broadcast(PriceUpdate { symbol, price }).await })
    });
    health::answer(runtime, &mut feed);
    feed.expose_for_ipc();
    feed.start().await
}
