//! What the macros' expansions name. Hidden, and no part of the API: it changes with the macros.

use std::time::Duration;

pub use serde;
pub use tokio;

pub use crate::__if_ipc as if_ipc;
pub use crate::message::Message;
pub use crate::message::empty::deserialize_empty;
#[cfg(feature = "ipc")]
pub use acton_wire::payload::Portable;

/// What still runs after `main` gets this long; then the process ends, whatever a handler is stuck in.
const FAREWELL: Duration = Duration::from_millis(100);

/// Runs the future of `#[acton_main]` on the runtime that `builder` builds.
///
/// # Panics
/// The operating system has no thread or descriptor left for a runtime.
pub fn run<F: Future>(builder: &mut tokio::runtime::Builder, main: F) -> F::Output {
    match builder.enable_all().build() {
        Ok(runtime) => {
            let output = runtime.block_on(main);
            runtime.shutdown_timeout(FAREWELL);
            output
        }
        Err(error) => panic!("#[acton_main] could not start the async runtime: {error}"),
    }
}

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
