//! What a connection's session, its requests and the publishers share: one lock, held for
//! nanoseconds, over what is queued, what is in flight and what is subscribed; another, held while it
//! runs, over the session itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use acton_wire::{ErrorCode, Executed, Failure, Format, frame, reply};
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use crate::actor::caller::{Caller, Headers};
use crate::ipc::inflight::{Arrival, Kind, Progress};
use crate::ipc::request::Request;
use crate::ipc::server::Server;
use crate::ipc::stats::Counters;

mod early_end;
mod push;
mod state;
mod turn;

pub(crate) use state::{COPIED_VALUE, Seen, State};
use turn::Stage;
pub(crate) use turn::{Place, Running};

pub(crate) struct Connection {
    pub(crate) server: Arc<Server>,
    pub(crate) caller: Caller,
    /// Wakes replies that wait for room or credit.
    pub(crate) room: Notify,
    state: Mutex<State>,
    session: Mutex<Stage>,
    /// Which of the server's loops runs the session.
    pub(crate) event_loop: usize,
    /// The session waits in its loop.
    is_ready: AtomicBool,
    /// Not only its socket, or its timer, made it ready: it is to look at the shared state.
    is_to_look: AtomicBool,
    /// The last turn of an actor that the session goes on after.
    turn: AtomicU64,
    /// Others that are ready run first.
    stands_back: AtomicBool,
    /// They did, since the session last ran.
    stood_back: AtomicBool,
}

impl Connection {
    pub(crate) fn new(server: Arc<Server>, caller: Caller, event_loop: usize) -> Arc<Self> {
        Arc::new(Self {
            server,
            caller,
            room: Notify::new(),
            state: Mutex::default(),
            session: Mutex::default(),
            event_loop,
            is_ready: AtomicBool::new(false),
            is_to_look: AtomicBool::new(false),
            turn: AtomicU64::new(0),
            stands_back: AtomicBool::new(false),
            stood_back: AtomicBool::new(false),
        })
    }

    /// Looks at the shared state. Nothing that calls foreign code may happen inside.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(&mut self.state.lock())
    }

    /// Changes the shared state, then has the session write or read on.
    pub(crate) fn change<R>(self: &Arc<Self>, f: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock();
        let result = f(&mut state);
        self.call(state);
        result
    }

    /// Has the session go on once the lock is released: when the turn ends that this thread is in, else in its loop.
    fn call(self: &Arc<Self>, state: MutexGuard<'_, State>) {
        drop(state);
        if !self.join_turn() {
            self.make_ready();
        }
    }

    /// Lets a request in; also what the session sees after it.
    pub(crate) fn admit(
        self: &Arc<Self>,
        arrival: &Arrival<'_>,
        headers: Option<Box<Headers>>,
    ) -> (Arc<Request>, Seen) {
        let mut state = self.state.lock();
        let slot = state.inflight.open(arrival);
        let request = Arc::new(Request::new(self.clone(), slot, arrival, headers));
        state.inflight.at(slot).request = Arc::downgrade(&request);
        (request, state.seen(&self.server.limits))
    }

    /// Answers a request, if that has not been done; its handler may still run.
    pub(crate) fn fail(self: &Arc<Self>, slot: usize, failure: &Failure<'_>) {
        self.change(|state| state.fail(slot, failure, &self.server.counters));
    }

    /// Answers a request that its actor did not take; also a post, which owes no answer once taken.
    pub(crate) fn turn_away(self: &Arc<Self>, slot: usize, failure: &Failure<'_>) {
        self.with(|state| state.inflight.at(slot).answered = false);
        self.fail(slot, failure);
    }

    /// A post has started: its payload counts no more.
    pub(crate) fn release(self: &Arc<Self>, slot: usize) {
        let mut state = self.state.lock();
        state.inflight.start(slot, Progress::Started);
        state.inflight.release(slot);
        if state.heeds_ends {
            self.call(state);
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
    pub(crate) fn end(self: &Arc<Self>, slot: usize) {
        let mut state = self.state.lock();
        let entered = state.outbox.entered();
        state.end(slot, &self.server.counters);
        state.inflight.close(slot);
        if state.heeds_ends || state.outbox.entered() > entered {
            self.call(state);
        }
    }

    /// Writes a reply that is already encoded; takes the buffer if it is large.
    /// False: the request is answered already, or an item finds no room or credit.
    pub(crate) fn reply(self: &Arc<Self>, slot: usize, value: &mut Vec<u8>) -> bool {
        let mut state = self.state.lock();
        let State { outbox, inflight, overrun, .. } = &mut *state;
        let entry = inflight.at(slot);
        if entry.answered || entry.lacks_credit() {
            return false;
        }
        if entry.kind == Kind::Stream && outbox.queued() >= self.server.limits.queued_output {
            return false;
        }
        if outbox.queued() > self.server.limits.queued_output_max {
            *overrun = true;
            entry.answered = true;
            drop(state);
            self.make_ready();
            return false;
        }
        State::write_value(outbox, entry, value);
        match entry.kind {
            Kind::Call | Kind::Post => entry.answered = true,
            Kind::Stream => inflight.item_left(slot),
        }
        self.call(state);
        true
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
