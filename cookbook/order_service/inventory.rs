//! Who knows the shelves: the actor `inventory`.

use std::error::Error;

use acton_reactive::prelude::*;

use super::books::{self, OrderError};
use super::messages::{Restock, StockLevel, StockRequest};
use crate::health;
use crate::store::Store;

/// The state: the books, which the actors of the shop share.
#[acton_actor(no_default)]
pub struct Inventory {
    books: Store,
}

/// Starts the actor `inventory`.
pub async fn start(runtime: &mut ActonRuntime, books: Store) -> ActorHandle {
    let registry = runtime.ipc_registry();
    registry.register::<StockRequest>("StockRequest");
    registry.register::<Restock>("Restock");
    registry.register::<StockLevel>("StockLevel");

    let mut inventory = runtime.new_actor_with("inventory", move || Inventory { books: books.clone() });
    inventory.try_act_on::<StockRequest>(|actor, ctx| {
        let product = ctx.message().product.clone();
        match actor.model.books.read(|seen| books::in_stock(seen, &product)) {
            Ok(Some(in_stock)) => Reply::try_ok(StockLevel { product, in_stock }),
            Ok(None) => Reply::try_err(OrderError::ProductNotFound(product)),
            Err(declined) => Reply::try_err(declined),
        }
    });
    inventory.try_act_on::<Restock>(|actor, ctx| {
        let Restock { product, quantity } = ctx.message().clone();
        let wanted = product.clone();
        let restocked = actor.model.books.write(move |changes| books::restock(changes, &wanted, quantity));
        Reply::try_pending(async move {
            let in_stock = restocked.await??;
            Ok::<_, Box<dyn Error + Send + Sync>>(StockLevel { product, in_stock })
        })
    });
    health::answer(runtime, &mut inventory);
    inventory.expose_for_ipc();
    inventory.start().await
}
