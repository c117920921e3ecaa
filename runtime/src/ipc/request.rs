//! One request on its way: how an actor's replies find back to the connection it came by.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use acton_wire::{ErrorCode, Executed, Failure, Format};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::actor::caller::{Caller, Headers};
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::Chain;
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::recent::{STALENESS, recent};
use crate::actor::turn;
use crate::ipc::connection::{COPIED_VALUE, Connection};
use crate::ipc::inflight::{Arrival, Kind, Progress, Terms};

/// One wait of an exclusive handler, and all its waits together.
const EXCLUSIVE_WAIT: Duration = Duration::from_secs(1);
const EXCLUSIVE_WAITS: Duration = Duration::from_secs(10);

/// One wait for credit.
const CREDIT_WAIT: Duration = Duration::from_mins(5);

/// More envelope than is ever around a reply: the id is at most 1,024 bytes, each at most six when escaped.
const MOST_ENVELOPE: usize = 8 * 1024;

thread_local! {
    /// Replies are encoded here, outside the connection's lock, and copied into its queue.
    static ENCODING: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Lends the thread's buffer, empty. It is kept for the next reply, unless it would hold much for nothing.
fn with_buffer<R>(f: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    let mut buffer = ENCODING.take();
    buffer.clear();
    let result = f(&mut buffer);
    if buffer.capacity() <= 2 * COPIED_VALUE {
        ENCODING.set(buffer);
    }
    result
}

pub(crate) struct Request {
    connection: Arc<Connection>,
    slot: usize,
    kind: Kind,
    format: Format,
    /// Of a call; a stream's moves after its items.
    deadline: Option<Instant>,
    headers: Option<Box<Headers>>,
    cancellation: Cancellation,
}

impl Request {
    pub(crate) fn new(
        connection: Arc<Connection>,
        slot: usize,
        arrival: &Arrival<'_>,
        headers: Option<Box<Headers>>,
    ) -> Self {
        let Terms { format, kind, timeout, .. } = arrival.terms;
        Self {
            connection,
            slot,
            kind,
            format,
            deadline: (kind == Kind::Call).then(|| arrival.now + timeout),
            headers,
            cancellation: Cancellation::default(),
        }
    }

    pub(crate) fn cancel(&self) {
        self.cancellation.cancel();
    }

    pub(crate) fn slot(&self) -> usize {
        self.slot
    }

    /// Answers with a failure, whatever becomes of the handler.
    fn fail(&self, failure: &Failure<'_>) {
        self.connection.fail(self.slot, failure);
    }

    /// What to do with an item that may not leave now; `None`: it may.
    fn must_wait(&self, waiting_since: Option<Instant>) -> Option<Offer> {
        let room = self.connection.server.limits.queued_output;
        self.connection.with(|state| {
            let full = state.outbox.queued() >= room;
            let entry = state.inflight.at(self.slot);
            if entry.answered {
                return Some(Offer::Gone);
            }
            let spent = entry.lacks_credit();
            if !full && !spent {
                return None;
            }
            state.room_wanted |= full;
            let waited = waiting_since.map_or(Duration::ZERO, |since| since.elapsed());
            let patience = if entry.is_exclusive() {
                let left = EXCLUSIVE_WAITS.saturating_sub(entry.waited + waited);
                Some(EXCLUSIVE_WAIT.saturating_sub(waited).min(left))
            } else {
                spent.then(|| CREDIT_WAIT.saturating_sub(waited))
            };
            Some(Offer::Wait { patience })
        })
    }

    /// Encodes a reply, or says why it cannot leave.
    fn encode(&self, reply: &dyn Outgoing, out: &mut Vec<u8>) -> Result<(), Failure<'static>> {
        let Some(message) = reply.message() else {
            return Err(Failure::new(ErrorCode::Internal, "the reply was taken before it was sent"));
        };
        let unserialisable = |reason: &dyn std::fmt::Display| {
            tracing::error!(reply = message.type_name(), %reason, "a reply cannot be serialised");
            let detail = "the reply's type cannot be serialised; the server's log names it";
            Failure::new(ErrorCode::Internal, detail)
        };
        let portable = message.portable().ok_or_else(|| {
            unserialisable(&"it is a plain #[acton_message]; give it #[acton_message(ipc)]")
        })?;
        portable.encode(self.format, out).map_err(|error| unserialisable(&error))?;
        let limit = self.connection.server.limits.max_reply;
        if out.len() + MOST_ENVELOPE > limit && self.connection.framed_len(self.slot, out.len()) > limit {
            let detail = format!("the reply has {} bytes and at most {limit} may leave", out.len());
            return Err(Failure::new(ErrorCode::PayloadTooLarge, detail).executed(Executed::Yes));
        }
        Ok(())
    }
}

impl ReplyPort for Request {
    fn start(&self, exclusive: bool) -> bool {
        let now = recent();
        turn::message(now);
        self.connection.join_turn();
        if self.kind == Kind::Post {
            self.connection.release(self.slot);
            return true;
        }
        let (open, due) = self.connection.with(|state| {
            let entry = state.inflight.at(self.slot);
            // Only where it is close the clock itself has to be asked.
            let due = entry.is_due(now + STALENESS) && entry.is_due(Instant::now());
            let open = entry.is_open();
            if open && !due {
                let progress = if exclusive { Progress::Exclusive } else { Progress::Started };
                state.inflight.start(self.slot, progress);
            }
            (open, due)
        });
        if open && due {
            self.connection.expire(Instant::now());
            self.connection.make_ready();
        }
        open && !due
    }

    fn offer(&self, reply: &mut dyn Outgoing, waiting_since: Option<Instant>) -> Offer {
        if self.kind == Kind::Post {
            return Offer::Gone;
        }
        // Who waits looks first; nearly always there is room, and one look is enough.
        let mut looks = waiting_since.is_some();
        loop {
            if looks && let Some(answer) = self.must_wait(waiting_since) {
                return answer;
            }
            let has_left = with_buffer(|value| {
                self.encode(reply, value).map(|()| self.connection.reply(self.slot, value))
            });
            match (has_left, self.kind) {
                (Ok(true), Kind::Stream) => return Offer::Streamed,
                (Ok(true), Kind::Call | Kind::Post) => return Offer::Replied,
                // Ended, or no room or credit: which it is, a look tells.
                (Ok(false), Kind::Stream) => looks = true,
                (Ok(false), Kind::Call | Kind::Post) => return Offer::Gone,
                (Err(failure), _) => {
                    self.fail(&failure);
                    return Offer::Gone;
                }
            }
        }
    }

    fn conclude(&self, outcome: Outcome) {
        if self.kind == Kind::Post {
            tracing::warn!(?outcome, "the handler of a fire-and-forget message failed");
            return;
        }
        self.connection.with(|state| {
            state.inflight.at(self.slot).outcome.get_or_insert(outcome);
        });
    }

    fn handler_ended(&self) {
        if self.kind == Kind::Stream {
            self.connection.with(|state| state.inflight.at(self.slot).progress = Progress::Started);
            self.connection.room.notify_waiters();
        }
    }

    fn waiting(&self, begins: bool, waited: Duration) {
        self.connection.with(|state| {
            let entry = state.inflight.at(self.slot);
            if begins {
                entry.waiting += 1;
                entry.deadline = None;
                return;
            }
            entry.waiting -= 1;
            if entry.is_exclusive() {
                entry.waited += waited;
            }
            if entry.waiting == 0 && entry.is_open() {
                let deadline = Some(Instant::now() + entry.timeout);
                entry.deadline = deadline;
                state.inflight.expect(deadline);
            }
        });
        if !begins {
            self.connection.make_ready();
        }
    }

    fn stalled(&self) {
        let detail = "the consumer took nothing for too long while the handler kept its actor waiting";
        self.fail(&Failure::new(ErrorCode::TargetBusy, detail).executed(Executed::Maybe));
    }

    fn room(&self) -> Option<&Notify> {
        Some(&self.connection.room)
    }

    fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    fn deadline(&self) -> Option<Instant> {
        match self.kind {
            Kind::Call => self.deadline,
            Kind::Stream => self.connection.with(|state| {
                // What it was before the last item is over.
                state.inflight.move_deadlines();
                state.inflight.at(self.slot).deadline
            }),
            Kind::Post => None,
        }
    }

    fn caller(&self) -> Option<&Caller> {
        Some(&self.connection.caller)
    }

    fn headers(&self) -> Option<&Headers> {
        self.headers.as_deref()
    }

    fn waits_for(&self, chain: Option<Arc<Chain>>) {
        self.connection.with(|state| state.inflight.at(self.slot).chain = chain);
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.connection.end(self.slot);
    }
}
