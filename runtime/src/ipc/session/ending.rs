//! The end of a session: what had arrived is still answered, what is queued is still sent.

use std::time::Duration;

use acton_wire::{ErrorCode, Failure, Format, UNKNOWN_ID};
use tokio::time::Instant;

use crate::ipc::server::FLUSH;
use crate::ipc::session::{Over, Session};
use crate::ipc::stats::Counters;
use crate::transport::link::Link;

/// How long a peer that cannot be kept from writing is still answered.
const LINGER: Duration = Duration::from_secs(1);

/// A connection that is being closed by us.
pub(super) struct Ending {
    /// Input is thrown away: it is no frames any more.
    discards: bool,
    /// No input is left.
    input_ended: bool,
    /// When to stop waiting for the end of input, where the peer may write on.
    linger_until: Option<Instant>,
    /// When to stop waiting for the peer to take what is queued, if that is sooner than usual.
    flush_until: Option<Instant>,
}

impl Ending {
    /// Answers what had arrived, with `SHUTTING_DOWN`.
    pub(super) fn answering() -> Self {
        Self { discards: false, input_ended: false, linger_until: None, flush_until: None }
    }

    /// The bytes are no frames: reads and forgets what had arrived.
    pub(super) fn discarding() -> Self {
        Self { discards: true, ..Self::answering() }
    }

    /// The listener stops: what is queued is flushed until then.
    fn flushing(until: Instant) -> Self {
        Self { flush_until: Some(until), ..Self::answering() }
    }

    pub(super) fn discards(&self) -> bool {
        self.discards
    }

    pub(super) fn linger_until(&self) -> Option<Instant> {
        self.linger_until
    }

    pub(super) fn flush_until(&self) -> Option<Instant> {
        self.flush_until
    }
}

impl<L: Link> Session<L> {
    /// Begins to close.
    pub(super) fn end_with(&mut self, mut ending: Ending, now: Instant) {
        ending.input_ended = self.half_closed;
        if !self.half_closed && !self.link.shut_read() {
            ending.linger_until = Some(now + LINGER);
        }
        if ending.discards {
            self.inbox.clear();
            self.frame_began = None;
        }
        self.dispatch.leave();
        self.ending = Some(ending);
    }

    /// The bytes received are no frames any more.
    pub(super) fn end_broken(&mut self, now: Instant) {
        match &mut self.ending {
            None => self.end_with(Ending::discarding(), now),
            Some(ending) => {
                ending.discards = true;
                self.inbox.clear();
            }
        }
    }

    /// The peer, or our own shutting of this side, ended the input.
    pub(super) fn end_of_input(&mut self) -> Result<bool, Over> {
        if self.link.is_hung_up() {
            return Err(Over);
        }
        self.half_closed = true;
        if !self.inbox.is_empty() {
            self.answer_half_a_frame();
            self.inbox.clear();
        }
        self.frame_began = None;
        self.end_subscriptions();
        if let Some(ending) = &mut self.ending {
            ending.input_ended = true;
        }
        // The caller's loop looks whether that was all.
        Ok(true)
    }

    fn answer_half_a_frame(&self) {
        if self.ending.is_some() {
            return self.answer_unknown(ErrorCode::ShuttingDown, "the server stopped reading amid a frame");
        }
        Counters::count(&self.connection().server.counters.closed_protocol);
        self.answer_unknown(ErrorCode::ProtocolError, "the connection ended in the middle of a frame");
    }

    fn end_subscriptions(&self) {
        self.connection().with(|state| state.subscriptions.clear());
        self.connection().server.unsubscribed(self.connection());
    }

    /// Whether all that will be said has been said.
    pub(super) fn is_finished(&self) -> bool {
        let input_ended = match &self.ending {
            Some(ending) => ending.input_ended,
            None => self.half_closed,
        };
        input_ended
            && self.flight.is_empty()
            && self.connection().with(|state| state.outbox.queued() == 0 && !state.inflight.owes_answers())
    }

    /// A listener that stops cuts what takes too long, and closes what has nothing left to do.
    pub(super) fn heed_stop(&mut self, now: Instant) {
        let Some(stop) = self.connection().server.stop() else { return };
        if !self.cut && now >= stop.requests {
            self.cut = true;
            self.connection().cut();
        }
        let at_rest = self.connection().with(|state| !state.inflight.owes_answers());
        if at_rest && self.ending.is_none() {
            self.end_with(Ending::flushing(now + FLUSH), now);
        }
    }

    /// The time to linger is over.
    pub(super) fn stop_lingering(&mut self, now: Instant) {
        if let Some(ending) = &mut self.ending
            && ending.linger_until.is_some_and(|until| until <= now)
        {
            ending.linger_until = None;
            ending.input_ended = true;
            self.half_closed = true;
        }
    }

    pub(super) fn answer_unknown(&self, code: ErrorCode, detail: &'static str) {
        self.connection().refuse(Format::Json, UNKNOWN_ID, false, &Failure::new(code, detail));
    }

    /// The peer took no bytes, or too few: nothing more is said.
    pub(super) fn over_slow(&self) -> Over {
        Counters::count(&self.connection().server.counters.closed_slow);
        Over
    }
}
