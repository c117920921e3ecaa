//! What a connection's session, its requests and the publishers share: one lock, held for
//! nanoseconds, over what is queued, what is in flight and what is subscribed.

use std::sync::Arc;
use std::task::Waker;

use acton_wire::{ErrorCode, Executed, Failure, Format, frame, reply};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::actor::caller::{Caller, Headers};
use crate::ipc::inflight::{Arrival, Kind};
use crate::ipc::request::Request;
use crate::ipc::server::Server;
use crate::ipc::stats::Counters;

mod early_end;
mod push;
mod state;

pub(crate) use state::{COPIED_VALUE, State};

pub(crate) struct Connection {
    pub(crate) server: Arc<Server>,
    pub(crate) caller: Caller,
    /// Wakes replies that wait for room or credit.
    pub(crate) room: Notify,
    state: Mutex<State>,
}

impl Connection {
    pub(crate) fn new(server: Arc<Server>, caller: Caller) -> Arc<Self> {
        Arc::new(Self { server, caller, room: Notify::new(), state: Mutex::default() })
    }

    /// Looks at the shared state. Nothing that calls foreign code may happen inside.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(&mut self.state.lock())
    }

    /// Changes the shared state, then wakes the session so that it writes or reads on.
    pub(crate) fn change<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock();
        let result = f(&mut state);
        let session = state.session();
        drop(state);
        if let Some(session) = session {
            session.wake();
        }
        result
    }

    pub(crate) fn wake(&self) {
        self.change(|_| ());
    }

    /// The session is about to look at everything; whoever changes something later wakes it.
    pub(crate) fn attend(&self, session: &Waker) {
        self.state.lock().attend(session);
    }

    /// Lets a request in.
    pub(crate) fn admit(
        self: &Arc<Self>,
        arrival: &Arrival<'_>,
        headers: Option<Box<Headers>>,
    ) -> Arc<Request> {
        let mut state = self.state.lock();
        let slot = state.inflight.open(arrival);
        let request = Arc::new(Request::new(self.clone(), slot, arrival, headers));
        state.inflight.at(slot).request = Arc::downgrade(&request);
        request
    }

    /// Answers a request, if that has not been done; its handler may still run.
    pub(crate) fn fail(&self, slot: usize, failure: &Failure<'_>) {
        let was_open = self.change(|state| {
            let was_open = state.inflight.at(slot).is_open();
            state.fail(slot, failure);
            was_open
        });
        if was_open {
            Counters::count(&self.server.counters.errors);
        }
    }

    /// Answers a request that its actor did not take; also a post, which owes no answer once taken.
    pub(crate) fn turn_away(&self, slot: usize, failure: &Failure<'_>) {
        self.with(|state| state.inflight.at(slot).answered = false);
        self.fail(slot, failure);
    }

    /// A post has started: its payload counts no more.
    pub(crate) fn release(&self, slot: usize) {
        let mut state = self.state.lock();
        state.inflight.release(slot);
        let session = if state.heeds_ends { state.session() } else { None };
        drop(state);
        if let Some(session) = session {
            session.wake();
        }
    }

    /// Bytes of the frame's payload that a reply of `len` bytes would make.
    pub(crate) fn framed_len(&self, slot: usize, len: usize) -> usize {
        let mut head = Vec::new();
        let format = self.with(|state| {
            let entry = state.inflight.at(slot);
            State::head(entry, len, &mut head);
            entry.format
        });
        head.len() - frame::HEADER_LEN + len + reply::tail(format).len()
    }

    /// The last hold on a request is gone.
    pub(crate) fn end(&self, slot: usize) {
        let mut state = self.state.lock();
        let written = state.outbox.queued();
        let failed = state.end(slot);
        state.inflight.close(slot);
        let session =
            if state.heeds_ends || state.outbox.queued() > written { state.session() } else { None };
        drop(state);
        if failed.is_some() {
            Counters::count(&self.server.counters.errors);
        }
        if let Some(session) = session {
            session.wake();
        }
    }

    /// Writes a reply that is already encoded; gives the buffer back if it was copied.
    /// `Err`: the request is answered already, or another reply took the last credit.
    pub(crate) fn reply(&self, slot: usize, value: Vec<u8>) -> Result<Option<Vec<u8>>, Vec<u8>> {
        let mut state = self.state.lock();
        let State { outbox, inflight, overrun, .. } = &mut *state;
        let entry = inflight.at(slot);
        if entry.answered || entry.lacks_credit() {
            return Err(value);
        }
        if outbox.queued() > self.server.limits.queued_output_max {
            *overrun = true;
            entry.answered = true;
            drop(state);
            self.wake();
            return Err(value);
        }
        let spare = State::write_value(outbox, entry, value);
        match entry.kind {
            Kind::Call | Kind::Post => entry.answered = true,
            Kind::Stream => {
                entry.sequence = entry.sequence.wrapping_add(1);
                entry.credit = entry.credit.map(|credit| credit.saturating_sub(1));
                if entry.waiting == 0 {
                    let deadline = Some(Instant::now() + entry.timeout);
                    entry.deadline = deadline;
                    inflight.expect(deadline);
                }
            }
        }
        let session = state.session();
        drop(state);
        if let Some(session) = session {
            session.wake();
        }
        Ok(spare)
    }

    /// The peer has gone: what was not started is dropped, what runs is cancelled, nothing is kept.
    pub(crate) fn disconnect(&self) {
        let requests = self.with(|state| {
            state.outbox.clear();
            state.subscriptions.clear();
            let slots = state.inflight.open_slots(|_| true);
            state.take_requests(&slots, |state, slot| state.inflight.at(slot).answered = true)
        });
        self.server.unsubscribed(self);
        early_end::cancel(requests);
        self.room.notify_waiters();
    }

    /// The format's own writer for a frame the session answers with itself.
    pub(crate) fn answer(&self, write: impl FnOnce(&mut Vec<u8>)) {
        self.with(|state| state.outbox.append(write));
    }

    /// Answers a request that was not let in.
    pub(crate) fn refuse(&self, format: Format, id: &str, stream: bool, failure: &Failure<'_>) {
        Counters::count(&self.server.counters.errors);
        self.answer(|out| {
            if stream {
                reply::stream_failure(out, format, id, 0, failure);
            } else {
                reply::failure(out, format, id, failure);
            }
        });
    }
}

pub(crate) fn busy(actor: &str) -> Failure<'_> {
    const RETRY_AFTER_MS: u64 = 10;
    Failure::new(ErrorCode::TargetBusy, format!("the mailbox of {actor} is full"))
        .executed(Executed::No)
        .retry_after(RETRY_AFTER_MS)
}
