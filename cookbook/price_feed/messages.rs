//! What the price feed pushes to whoever subscribed.

use std::fmt;

use acton_reactive::prelude::*;

/// A symbol has a new price.
#[acton_message(ipc)]
pub struct PriceUpdate {
    /// What is traded.
    pub symbol: String,
    /// Its price.
    pub price: f64,
}

/// Somebody bought.
#[acton_message(ipc)]
pub struct TradeExecuted {
    /// What was traded.
    pub symbol: String,
    /// At which price each.
    pub price: f64,
    /// How many.
    pub quantity: u32,
}

impl fmt::Display for PriceUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.2}", self.symbol, self.price)
    }
}

impl fmt::Display for TradeExecuted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trade: {} {} at {:.2}", self.quantity, self.symbol, self.price)
    }
}
