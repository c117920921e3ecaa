//! What a client's handles and its driver share: one lock over what is queued and who waits.

use std::fmt;
use std::sync::Arc;
use std::task::Waker;

use acton_wire::{Executed, Format};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::client::ClientError;
use crate::client::slots::Slots;
use crate::client::subscribers::Subscribers;
use crate::transport::outbox::Outbox;

/// A connection as its users hold it: when the last lets go, it closes.
pub(super) struct Connection {
    shared: Arc<Shared>,
    pub(super) format: Format,
}

pub(super) struct Shared {
    state: Mutex<State>,
    /// Wakes requests that wait until fewer are in flight.
    pub(super) room: Notify,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) outbox: Outbox,
    pub(super) slots: Slots,
    pub(super) subscribers: Subscribers,
    /// Why the connection ended, once it has.
    pub(super) over: Option<String>,
    /// The last user has let go.
    pub(super) leaving: bool,
    driver: Option<Waker>,
}

impl Connection {
    pub(super) fn new(format: Format) -> Arc<Self> {
        let shared = Arc::new(Shared { state: Mutex::default(), room: Notify::new() });
        Arc::new(Self { shared, format })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn is_closed(&self) -> bool {
        self.shared.with(|state| state.over.is_some())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.shared.change(|state| state.leaving = true);
    }
}

impl Shared {
    /// Looks at the shared state.
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(&mut self.state.lock())
    }

    /// Changes the shared state, then wakes the driver so that it writes or reads on.
    pub(super) fn change<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock();
        let result = f(&mut state);
        let driver = state.driver.take();
        drop(state);
        if let Some(driver) = driver {
            driver.wake();
        }
        result
    }

    /// The driver is about to look at everything.
    pub(super) fn attend(&self, driver: &Waker) {
        self.state.lock().driver = Some(driver.clone());
    }

    /// Everybody who waits learns that the connection is over.
    pub(super) fn end(&self, reason: &str) {
        self.with(|state| {
            state.over.get_or_insert_with(|| reason.to_owned());
            state.outbox.clear();
            state.slots.end(|_| Some(disconnected(reason, Executed::Maybe)));
            state.subscribers.end();
        });
        self.room.notify_waiters();
    }
}

pub(super) fn disconnected(reason: &str, executed: Executed) -> ClientError {
    ClientError::Disconnected { reason: reason.to_owned(), executed }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("format", &self.format).field("closed", &self.is_closed()).finish()
    }
}
