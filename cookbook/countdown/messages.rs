//! What travels between the countdown and its clients.

use acton_reactive::prelude::*;

/// Asks for a countdown.
#[acton_message(ipc)]
pub struct CountdownRequest {
    /// The first number.
    pub from: u32,
    /// Milliseconds between two numbers.
    pub delay_ms: u64,
}

/// One number of a countdown; the last is 1.
#[acton_message(ipc)]
pub struct CountdownTick {
    /// The number.
    pub value: u32,
}
