//! Requests that end before their handlers do: expired, cancelled, cut.

use std::sync::Arc;

use acton_wire::{ErrorCode, Failure};
use tokio::time::Instant;

use crate::ipc::connection::{Connection, State};
use crate::ipc::inflight::Entry;
use crate::ipc::request::Request;

/// Tells the handlers, which is done without the lock: they may end their requests at once.
pub(crate) fn cancel(requests: Vec<Arc<Request>>) {
    for request in requests {
        request.cancel();
    }
}

/// Why a request whose deadline has passed has no reply: how long it waited, and for whom.
pub(super) fn timed_out(entry: &Entry) -> Failure<'static> {
    let waited = entry.timeout.as_millis();
    let detail = match &entry.chain {
        Some(chain) => format!("no reply within {waited} ms; the handler waits for {chain}"),
        None => format!("no reply within {waited} ms"),
    };
    Failure::new(ErrorCode::Timeout, detail)
}

impl State {
    /// Does `end` to each slot and returns the requests, to be cancelled without the lock.
    pub(crate) fn take_requests(
        &mut self,
        slots: &[usize],
        mut end: impl FnMut(&mut Self, usize),
    ) -> Vec<Arc<Request>> {
        let mut requests = Vec::with_capacity(slots.len());
        for &slot in slots {
            end(self, slot);
            requests.extend(self.inflight.at(slot).request.upgrade());
        }
        requests
    }
}

impl Connection {
    /// Answers TIMEOUT to what is due.
    pub(crate) fn expire(&self, now: Instant) {
        self.end_early(|entry| entry.is_due(now), timed_out);
        self.with(|state| state.inflight.refresh_deadline());
    }

    /// Answers CANCELLED to every request of this id that owes an answer.
    pub(crate) fn cancel(&self, id: &str) {
        self.end_early(
            |entry| entry.id == id,
            |_| Failure::new(ErrorCode::Cancelled, "cancelled by the caller"),
        );
    }

    /// Answers `SHUTTING_DOWN` to everything that owes an answer.
    pub(crate) fn cut(&self) {
        self.end_early(
            |_| true,
            |_| Failure::new(ErrorCode::ShuttingDown, "the server stopped before the handler replied"),
        );
    }

    fn end_early(&self, which: impl Fn(&Entry) -> bool, failure: impl Fn(&Entry) -> Failure<'static>) {
        let requests = self.with(|state| {
            let slots = state.inflight.open_slots(which);
            state.take_requests(&slots, |state, slot| {
                let entry = state.inflight.at(slot);
                let failure = failure(entry).executed(entry.executed());
                state.fail(slot, &failure, &self.server.counters);
            })
        });
        cancel(requests);
    }

    /// Grants every unfinished stream of this id more items.
    pub(crate) fn grant(&self, id: &str, items: u32) {
        self.with(|state| {
            for slot in state.inflight.open_slots(|entry| entry.id == id) {
                let credit = &mut state.inflight.at(slot).credit;
                *credit = credit.map(|credit| credit.saturating_add(items));
            }
        });
        self.room.notify_waiters();
    }
}
