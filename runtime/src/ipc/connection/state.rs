//! What lies under a connection's lock, and the frames that end a request.

use acton_wire::{ErrorCode, Executed, Failure, reply};
use tokio::time::Instant;

use crate::actor::declined::Declined;
use crate::actor::port::Outcome;
use crate::ipc::connection::early_end::timed_out;
use crate::ipc::inflight::{Entry, Inflight, Kind};
use crate::ipc::limits::Limits;
use crate::ipc::stats::Counters;
use crate::ipc::subscriptions::Subscriptions;
use crate::transport::outbox::Outbox;

/// A value up to this size is copied into the queue; a larger one goes there as it is.
pub(crate) const COPIED_VALUE: usize = 64 * 1024;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) outbox: Outbox,
    pub(crate) inflight: Inflight,
    pub(crate) subscriptions: Subscriptions,
    /// The session waits for requests to end: it is unread, half-closed, or leaving, or gave way.
    pub(crate) heeds_ends: bool,
    /// Stream items wait for the queue to get shorter.
    pub(crate) room_wanted: bool,
    /// More was to be queued than a connection may hold: it is to be closed.
    pub(crate) overrun: bool,
}

/// The shared state as it was when its session last looked.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// One more frame may be taken.
    pub(crate) window_is_open: bool,
    /// No request is due before.
    pub(crate) next_deadline: Option<Instant>,
    /// Bytes that have not left.
    pub(crate) queued: usize,
    /// Another look would show no more to write.
    pub(crate) is_current: bool,
}

/// A stream whose items have left was executed, whatever it says.
fn declined_as(declined: &Declined, has_items: bool) -> Failure<'static> {
    let executed = match (has_items, declined.is_perhaps_done()) {
        (true, _) => Executed::Yes,
        (false, true) => Executed::Maybe,
        (false, false) => Executed::No,
    };
    let failure = Failure::declined(declined.code(), declined.to_string()).executed(executed);
    match declined.wait() {
        Some(wait) => failure.retry_after(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        None => failure,
    }
}

impl State {
    /// Whether one more frame may be taken: not too much is in flight, nor queued to leave.
    pub(crate) fn window_is_open(&self, limits: &Limits) -> bool {
        self.inflight.count() < limits.requests_in_flight
            && self.inflight.bytes() < limits.bytes_in_flight
            && self.outbox.queued() < limits.queued_output
    }

    pub(crate) fn seen(&self, limits: &Limits) -> Seen {
        Seen {
            window_is_open: self.window_is_open(limits),
            next_deadline: self.inflight.next_deadline(),
            queued: self.outbox.queued(),
            is_current: self.outbox.is_loaded(),
        }
    }

    /// Answers a request with a failure, if it is open; for a stream that is its final frame.
    ///
    /// It is counted under the lock: whoever has the answer finds it in the statistics.
    pub(super) fn fail(&mut self, slot: usize, failure: &Failure<'_>, counters: &Counters) {
        let Self { outbox, inflight, .. } = self;
        let entry = inflight.at(slot);
        if std::mem::replace(&mut entry.answered, true) {
            return;
        }
        Counters::count(&counters.errors);
        outbox.append(|out| match entry.kind {
            Kind::Stream => reply::stream_failure(out, entry.format, &entry.id, entry.sequence, failure),
            Kind::Call | Kind::Post => reply::failure(out, entry.format, &entry.id, failure),
        });
    }

    /// Answers a request that ends without an answer.
    pub(super) fn end(&mut self, slot: usize, counters: &Counters) {
        let entry = self.inflight.at(slot);
        if !entry.is_open() {
            return;
        }
        let failure = match (entry.outcome.take(), entry.has_started(), entry.kind) {
            (Some(Outcome::Panicked), ..) => {
                Failure::new(ErrorCode::HandlerPanicked, "the handler panicked; its actor's log says where")
            }
            (Some(Outcome::Failed(error)), ..) => Failure::new(ErrorCode::HandlerError, error),
            (Some(Outcome::Declined(declined)), ..) => declined_as(&declined, entry.sequence > 0),
            (None, false, _) => {
                Failure::new(ErrorCode::ActorNotFound, "the actor stopped before it started this message")
            }
            // It was late, though the timer has not come round to it. Nobody knows that of a stream whose last item is to be written yet.
            (None, true, _) if entry.is_due(Instant::now()) => timed_out(entry),
            (None, true, Kind::Stream) => {
                return self.end_stream(slot);
            }
            (None, true, Kind::Call | Kind::Post) => Failure::new(ErrorCode::IoError, ""),
        };
        self.fail(slot, &failure, counters);
    }

    fn end_stream(&mut self, slot: usize) {
        let Self { outbox, inflight, .. } = self;
        let entry = inflight.at(slot);
        entry.answered = true;
        outbox.append(|out| reply::stream_end(out, entry.format, &entry.id, entry.sequence));
    }

    /// The frame of a reply up to its value.
    pub(super) fn head(entry: &mut Entry, len: usize, out: &mut Vec<u8>) {
        match entry.kind {
            Kind::Stream => entry.write_head(out, len),
            Kind::Call | Kind::Post => reply::response_head(out, entry.format, &entry.id, len),
        }
    }

    /// Writes an encoded value and its envelope: copied if small, else taken as it is.
    pub(super) fn write_value(outbox: &mut Outbox, entry: &mut Entry, value: &mut Vec<u8>) {
        let tail = reply::tail(entry.format);
        if value.len() <= COPIED_VALUE {
            outbox.append(|out| {
                Self::head(entry, value.len(), out);
                out.extend_from_slice(value);
                out.extend_from_slice(tail);
            });
            return;
        }
        outbox.append(|out| Self::head(entry, value.len(), out));
        outbox.append_whole(std::mem::take(value));
        outbox.append(|out| out.extend_from_slice(tail));
    }
}

#[cfg(test)]
mod tests;
