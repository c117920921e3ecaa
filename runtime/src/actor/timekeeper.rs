//! The runtime by whose clock and timers a task goes.

use tokio::runtime::{Handle, Id, RuntimeFlavor};

/// Known once for all that one ask needs of it, since to ask for it costs as much as a reading of the clock.
#[derive(Clone, Copy)]
pub(crate) struct Timekeeper {
    runtime: Option<Id>,
    /// No test can pause its clock: only that of a runtime of one thread.
    pub(super) has_real_clock: bool,
}

impl Timekeeper {
    /// That of the task that runs now.
    pub(crate) fn here() -> Self {
        let runtime = Handle::try_current().ok();
        let flavor = runtime.as_ref().map(Handle::runtime_flavor);
        Self {
            runtime: runtime.map(|runtime| runtime.id()),
            has_real_clock: flavor == Some(RuntimeFlavor::MultiThread),
        }
    }

    /// Panics outside of a runtime, where nothing can be waited for.
    pub(super) fn runtime(self) -> Id {
        self.runtime.unwrap_or_else(|| Handle::current().id())
    }
}
