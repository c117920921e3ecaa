//! The whole shop: its books, and the three actors that share them.

use acton_reactive::prelude::*;

use super::monitor::Watched;
use super::{books, inventory, monitor, orders};
use crate::store::Store;

/// Opens the books and starts the actors `order_service`, `inventory` and `monitor`; what the last one watches is to be set
/// once there is a listener.
pub async fn start(runtime: &mut ActonRuntime, store: Store) -> Result<Watched, Declined> {
    store.write(books::open).await?;
    orders::start(runtime, store.clone()).await;
    inventory::start(runtime, store.clone()).await;
    Ok(monitor::start(runtime, store).await)
}
