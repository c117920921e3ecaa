//! Actors that any process on the machine can call, stream from and subscribe to.
//!
//! In the order the data flows:
//!
//! - [`Message`]: what is sent. [`actor`]: who receives it, in this process.
//! - `transport` (feature `ipc`): how frames travel; a Unix socket, or memory.
//! - `ipc`: sessions of other processes, the registry of what they may call, the listener.
//! - `client`: the Rust client of such a listener.
//! - [`ActonApp`] and [`ActonRuntime`]: where a program starts, and what it holds.
//!
//! `use acton_reactive::prelude::*;` brings what most programs need.

#[cfg(all(feature = "ipc", not(unix)))]
compile_error!(
    "the feature `ipc` needs Unix sockets, which Rust has on Linux and macOS: build there, or leave the feature out"
);

#[allow(unused_extern_crates)] // the macros name the crate by this path, also inside it
extern crate self as acton_reactive;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod actor;
mod app;
mod message;
pub mod prelude;
mod runtime;
mod sync;
mod tally;

#[cfg(feature = "ipc")]
pub mod client;
#[cfg(feature = "ipc")]
mod cores;
#[cfg(feature = "ipc")]
pub mod ipc;
#[cfg(feature = "ipc")]
pub mod transport;
#[cfg(feature = "ipc")]
mod vigil;

pub use acton_macros::{acton_actor, acton_main, acton_message};
pub use app::ActonApp;
pub use message::Message;
pub use runtime::{ActonRuntime, ShutdownError};

/// The documented paths of the configuration.
#[cfg(feature = "ipc")]
pub mod common {
    /// What configures a listener.
    pub mod ipc {
        pub use crate::ipc::config::{IpcConfig, RateLimitConfig};
    }
}
