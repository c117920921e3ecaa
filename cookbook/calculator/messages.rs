//! What travels between the calculator and its clients.

use acton_reactive::prelude::*;

/// Asks for `a + b`.
#[acton_message(ipc)]
pub struct AddRequest {
    /// The first summand.
    pub a: i32,
    /// The second summand.
    pub b: i32,
}

/// The answer to [`AddRequest`].
#[acton_message(ipc)]
pub struct AddResult {
    /// `a + b`, exactly.
    pub sum: i32,
}
