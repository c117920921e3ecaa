//! That nobody waits for an answer any more.

use crate::sync::Notify;
use crate::sync::atomic::{AtomicBool, Ordering};

/// The cancellation of one request: a flag to look at and a signal to wait for.
#[derive(Debug, Default)]
pub(crate) struct Cancellation {
    flag: AtomicBool,
    signal: Notify,
}

impl Cancellation {
    /// True once nobody waits for the answer any more.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Acquire)
    }

    /// Cancels; those who wait wake up.
    pub(crate) fn cancel(&self) {
        self.flag.store(true, Ordering::Release);
        self.signal.notify_waiters();
    }

    /// Resolves once cancelled. Cancel safe.
    pub(crate) async fn cancelled(&self) {
        let signal = self.signal.notified();
        tokio::pin!(signal);
        signal.as_mut().enable();
        if !self.is_cancelled() {
            signal.await;
        }
    }
}
