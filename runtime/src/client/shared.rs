//! What a client's handles and its driver share: one lock over what is queued and who waits.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;
use std::time::Duration;

use acton_wire::control::{Cancel, Credit};
use acton_wire::{Executed, Format};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::client::ClientError;
use crate::client::arrival::Awaits;
use crate::client::end::End;
use crate::client::roster::Roster;
use crate::client::slots::Slots;
use crate::client::window::Window;
use crate::transport::outbox::Outbox;

/// How long what is queued may take to leave once the last user has let go.
const LINGER: Duration = Duration::from_secs(5);

/// A connection as its users hold it: when the last lets go, it closes.
pub(super) struct Connection {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    state: Mutex<State>,
    /// How much may be in flight.
    pub(super) window: Window,
    /// Who gets the pushes.
    roster: Arc<Roster>,
    /// Which connection of its line it is.
    serial: u64,
    /// Whether `State::over` says why it ended, to be read without its lock.
    closed: AtomicBool,
    /// Whether its subscriptions have been seen to after its end. Changed under the roster's lock.
    pub(super) settled: AtomicBool,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) outbox: Outbox,
    pub(super) slots: Slots,
    /// Why the connection ended, once it has.
    pub(super) over: Option<End>,
    /// What the server said of no request in particular; a close that follows is explained by it.
    pub(super) complaint: Option<String>,
    /// The last user has let go; by then everything shall be written.
    pub(super) leaving: Option<Instant>,
    /// Bytes that were ever queued.
    queued: u64,
    driver: Option<Waker>,
}

impl Connection {
    pub(super) fn new(serial: u64, roster: Arc<Roster>) -> Arc<Self> {
        let (state, window) = (Mutex::default(), Window::default());
        let (closed, settled) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Self { shared: Arc::new(Shared { state, window, roster, serial, closed, settled }) })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn serial(&self) -> u64 {
        self.shared.serial
    }

    pub(super) fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Acquire)
    }

    /// What its end says to whoever did not get to send.
    pub(super) fn over(&self) -> ClientError {
        let end = self.shared.look(|state| state.over.clone());
        end.unwrap_or_else(|| End::Broken("it is about to end".to_owned())).error(Executed::No)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.shared.with(|state| state.leaving = Some(Instant::now() + LINGER));
    }
}

impl Shared {
    pub(super) fn roster(&self) -> &Roster {
        &self.roster
    }

    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    /// Looks at the state without a word to the driver: for the driver itself, and for reading.
    pub(super) fn look<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(&mut self.state.lock())
    }

    /// Changes the state; the driver is woken if anything changed that it acts upon.
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock();
        let before = state.concerns();
        let result = f(&mut state);
        let driver = if state.concerns() == before { None } else { state.driver.take() };
        drop(state);
        if let Some(driver) = driver {
            driver.wake();
        }
        result
    }

    /// The driver is about to look at everything.
    pub(super) fn attend(&self, driver: &Waker) {
        self.look(|state| state.driver = Some(driver.clone()));
    }

    /// Everybody who waits learns that the connection is over. What ended it first stays the reason.
    pub(super) fn end(&self, end: End) {
        self.look(|state| {
            if state.over.is_some() {
                return;
            }
            let end = match (end, state.complaint.take()) {
                (End::Broken(reason), Some(complaint)) => {
                    End::Broken(format!("{reason}, after it had said: {complaint}"))
                }
                (end, _) => end,
            };
            let written = state.queued - state.outbox.queued() as u64;
            state.outbox.clear();
            state.slots.end(written, |executed| end.error(executed));
            state.over = Some(end);
            self.closed.store(true, Ordering::Release);
        });
        self.window.close();
    }
}

impl State {
    /// What the driver acts upon.
    fn concerns(&self) -> (u64, Option<Instant>, bool, Option<Instant>) {
        (self.outbox.entered(), self.slots.next_deadline(), self.slots.are_flooded(), self.leaving)
    }

    /// Queues a frame, unless nothing leaves any more. Returns where it ends among all bytes that this
    /// connection was ever given.
    pub(super) fn queue(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> u64 {
        if self.over.is_none() {
            self.queued += self.outbox.append(write);
        }
        self.queued
    }

    /// Nobody waits for this request any more.
    pub(super) fn abandon(&mut self, id: u64) {
        if self.slots.close(id).is_some_and(Awaits::is_cancellable) {
            self.cancel(id);
        }
    }

    /// Tells the server to end a request. Not answered, so always in the format everybody reads.
    pub(super) fn cancel(&mut self, id: u64) {
        let mut digits = itoa::Buffer::new();
        let cancel = Cancel { correlation_id: digits.format(id).into() };
        self.queue(|out| cancel.write(out, Format::Json));
    }

    /// Lets the server send more items of a stream that goes on.
    pub(super) fn grant(&mut self, id: u64, items: u32) {
        if self.slots.awaits(id).is_some() {
            let mut digits = itoa::Buffer::new();
            let credit = Credit { correlation_id: digits.format(id).into(), items };
            self.queue(|out| credit.write(out, Format::Json));
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("serial", &self.serial())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}
