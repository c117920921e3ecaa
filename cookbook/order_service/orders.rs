//! Who takes orders: the actor `order_service`.

use std::error::Error;

use acton_reactive::prelude::*;

use super::books::{self, OrderError};
use super::messages::{GetOrder, Order, OrderConfirmed, OrderPlaced, PlaceOrder};
use crate::health;
use crate::store::Store;

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 256;

const PREFIX: &str = "order-";

/// The state: the books, which the actors of the shop share, and whom to tell of an order.
#[acton_actor(no_default)]
pub struct Orders {
    books: Store,
    broker: BrokerHandle,
}

/// Starts the actor `order_service`.
pub async fn start(runtime: &mut ActonRuntime, books: Store) -> ActorHandle {
    let registry = runtime.ipc_registry();
    registry.register::<PlaceOrder>("PlaceOrder");
    registry.register::<OrderConfirmed>("OrderConfirmed");
    registry.register::<OrderPlaced>("OrderPlaced");
    registry.register::<GetOrder>("GetOrder");
    registry.register::<Order>("Order");

    let broker = runtime.broker();
    let state = move || Orders { books: books.clone(), broker: broker.clone() };
    let mut orders = runtime.new_actor_with("order_service", state);
    orders.try_act_on::<PlaceOrder>(|actor, ctx| {
        let PlaceOrder { product, idempotency_key: key } = ctx.message().clone();
        if let Some(bytes) = key.as_ref().map(String::len).filter(|bytes| *bytes > LONGEST_KEY) {
            return Reply::try_err(OrderError::KeyTooLong(bytes));
        }
        let broker = actor.model.broker.clone();
        let wanted = product.clone();
        let placed = actor.model.books.write(move |changes| books::place(changes, &wanted, key.as_deref()));
        // A task, because a caller that leaves takes its reply's future along, and an order that is on disk is
        // told of whether or not somebody waits for the reply.
        let told = tokio::spawn(async move {
            // Two questions, two marks: does the disk take it, and does the shop have it?
            let placed = placed.await??;
            let order_id = format!("{PREFIX}{}", placed.number);
            if !placed.again {
                broker
                    .broadcast(OrderPlaced { order_id: order_id.clone(), product, left: placed.left })
                    .await;
            }
            Ok::<_, Box<dyn Error + Send + Sync>>(OrderConfirmed { order_id })
        });
        Reply::try_pending(async move { told.await? })
    });
    orders.try_act_on::<GetOrder>(|actor, ctx| {
        let order_id = ctx.message().order_id.clone();
        let number = order_id.strip_prefix(PREFIX).and_then(|number| number.parse().ok());
        let found = number.map(|number| actor.model.books.read(|seen| books::ordered(seen, number)));
        match found.transpose() {
            Ok(Some(Some(product))) => Reply::try_ok(Order { order_id, product }),
            Ok(_) => Reply::try_err(OrderError::OrderNotFound(order_id)),
            Err(declined) => Reply::try_err(declined),
        }
    });
    health::answer(runtime, &mut orders);
    orders.expose_for_ipc();
    orders.start().await
}
