//! The entry: launching a runtime.

use crate::runtime::ActonRuntime;

/// Launches the actor runtime.
#[derive(Debug)]
pub struct ActonApp;

impl ActonApp {
    /// Launches a runtime on the tokio runtime that is running.
    ///
    /// # Panics
    /// Outside a tokio runtime: call it inside `#[acton_main]` or `#[tokio::main]`.
    #[must_use]
    pub fn launch() -> ActonRuntime {
        assert!(
            tokio::runtime::Handle::try_current().is_ok(),
            "ActonApp::launch() was called outside a tokio runtime: call it inside `#[acton_main] async fn main()`"
        );
        ActonRuntime::new()
    }

    /// [`launch`](Self::launch), for those who await it.
    #[allow(clippy::unused_async)] // the documented form is awaited
    pub async fn launch_async() -> ActonRuntime {
        Self::launch()
    }
}
