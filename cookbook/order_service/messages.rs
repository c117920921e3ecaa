//! What travels between the shop and its clients.

use acton_reactive::prelude::*;

/// Orders one piece of a product.
#[acton_message(ipc)]
pub struct PlaceOrder {
    /// Its name.
    pub product: String,
    /// A name of the caller's own for this order. The same key again is the same order, which is placed once however often
    /// it is asked for. At most 256 bytes.
    #[serde(default)]
    pub idempotency_key: Option<String>,
}

/// The answer to [`PlaceOrder`]: the order is on disk.
#[acton_message(ipc)]
pub struct OrderConfirmed {
    /// The order's name.
    pub order_id: String,
}

/// Asks for an order.
#[acton_message(ipc)]
pub struct GetOrder {
    /// Its name.
    pub order_id: String,
}

/// The answer to [`GetOrder`].
#[acton_message(ipc)]
pub struct Order {
    /// Its name.
    pub order_id: String,
    /// What was ordered.
    pub product: String,
}

/// Broadcast once for each order, when it is on disk.
#[acton_message(ipc)]
pub struct OrderPlaced {
    /// The order's name.
    pub order_id: String,
    /// What was ordered.
    pub product: String,
    /// Pieces left.
    pub left: u32,
}

/// Asks how many pieces there are.
#[acton_message(ipc)]
pub struct StockRequest {
    /// Of which product.
    pub product: String,
}

/// Brings more pieces, also of a product that is new.
#[acton_message(ipc)]
pub struct Restock {
    /// Of which product.
    pub product: String,
    /// How many.
    pub quantity: u32,
}

/// The answer to [`StockRequest`] and to [`Restock`].
#[acton_message(ipc)]
pub struct StockLevel {
    /// The product.
    pub product: String,
    /// Pieces there.
    pub in_stock: u32,
}

/// Asks how the service is doing.
#[acton_message(ipc)]
pub struct StatsRequest;

/// The answer to [`StatsRequest`].
#[acton_message(ipc)]
pub struct ServiceStats {
    /// Orders on disk.
    pub orders: u64,
    /// Connections open now.
    pub active_connections: u64,
    /// Frames received so far.
    pub messages_processed: u64,
    /// Requests answered with an error so far.
    pub errors: u64,
}
