//! What the macros' expansions name. Hidden, and no part of the API: it changes with the macros.

pub use serde;
pub use tokio;

pub use crate::__if_ipc as if_ipc;
pub use crate::message::Message;
pub use crate::message::empty::deserialize_empty;
#[cfg(feature = "ipc")]
pub use acton_wire::payload::Portable;

/// Keeps the first group of tokens with the feature `ipc`, the second without: a macro cannot see features.
#[cfg(feature = "ipc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_ipc {
    ({ $($with:tt)* } { $($without:tt)* }) => { $($with)* };
}

/// Keeps the first group of tokens with the feature `ipc`, the second without: a macro cannot see features.
#[cfg(not(feature = "ipc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_ipc {
    ({ $($with:tt)* } { $($without:tt)* }) => { $($without)* };
}
