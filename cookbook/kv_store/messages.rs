//! What travels between the store and its clients. A value is any JSON value; so are the values of MessagePack that have
//! one.

use acton_reactive::prelude::*;
use serde_json::Value;

/// Keeps a value under a key.
#[acton_message(ipc)]
pub struct SetValue {
    /// 1 to 1,024 bytes.
    pub key: String,
    /// Anything, null too.
    pub value: Value,
}

/// The answer to [`SetValue`]: it is kept.
#[acton_message(ipc)]
pub struct ValueStored {
    /// Whether another value was there before.
    pub replaced: bool,
}

/// Asks for the value under a key.
#[acton_message(ipc)]
pub struct GetValue {
    /// The key.
    pub key: String,
}

/// The answer to [`GetValue`].
#[acton_message(ipc)]
pub struct ValueResponse {
    /// The value; null if there is none.
    pub value: Option<Value>,
    /// Tells no value apart from null.
    pub found: bool,
}

/// Forgets a key.
#[acton_message(ipc)]
pub struct DeleteValue {
    /// The key.
    pub key: String,
}

/// The answer to [`DeleteValue`].
#[acton_message(ipc)]
pub struct ValueDeleted {
    /// Whether there was something to delete.
    pub existed: bool,
}

/// Keeps a value if another one, and no third, is there now.
#[acton_message(ipc)]
pub struct CompareAndSet {
    /// The key.
    pub key: String,
    /// What has to be there; null or absent: nothing.
    #[serde(default)]
    pub expected: Option<Value>,
    /// What is kept then.
    pub value: Value,
}

/// The answer to [`CompareAndSet`].
#[acton_message(ipc)]
pub struct CompareAndSetResult {
    /// Whether the value was set.
    pub swapped: bool,
    /// What is there now; null if nothing is.
    pub value: Option<Value>,
}

/// Asks for all keys, as a stream.
#[acton_message(ipc)]
pub struct ListRequest {
    /// Keys read at once from the store, 1 to 1,000; more or fewer are taken for the nearest.
    pub page_size: usize,
}

/// One key of the listing. Keys come in order.
#[acton_message(ipc)]
pub struct ListItem {
    /// Counts from 0.
    pub id: u64,
    /// The key.
    pub name: String,
}
