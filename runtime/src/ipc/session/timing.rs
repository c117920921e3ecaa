//! The deadlines of a connection, all on one timer: when the next may be due, and what is due now.

use std::time::Duration;

use acton_wire::ErrorCode;
use tokio::time::Instant;

use crate::ipc::session::ending::Ending;
use crate::ipc::session::{HANG_UP_TICK, Over, QUIET, Seen, Session};
use crate::ipc::stats::Counters;
use crate::transport::link::Link;
use crate::transport::outbox::Flight;

/// How long a peer may take nothing when far too much is queued for it.
const STALLED: Duration = Duration::from_secs(1);

impl<L: Link> Session<L> {
    /// Arms the timer if something is due before it would fire. A timer that fires early costs a look;
    /// moving it at each request would cost more.
    pub(super) fn arm(&mut self, now: Instant) {
        let Some(wanted) = self.next_deadline(now) else { return };
        if self.armed.is_none_or(|armed| wanted < armed) {
            self.timer.as_mut().reset(wanted);
            self.armed = Some(wanted);
        }
    }

    fn next_deadline(&self, now: Instant) -> Option<Instant> {
        let server = &self.connection().server;
        let Seen { next_deadline, queued, .. } = self.seen;
        let stop =
            server.stop().map(|stop| if self.cut { stop.flush } else { stop.requests.min(stop.flush) });
        let reads = self.unread_since.is_none() && !self.half_closed && self.ending.is_none();
        [
            next_deadline,
            stop,
            (queued > 0).then(|| self.taken + self.write_patience(queued)),
            self.frame_began.filter(|_| reads).map(|began| began + server.limits.frame_timeout),
            reads.then(|| self.active + server.idle_timeout),
            (!reads).then(|| now + HANG_UP_TICK),
            self.ending.as_ref().and_then(Ending::linger_until),
            self.ending.as_ref().and_then(Ending::flush_until),
            self.warm.then(|| self.active.max(now) + QUIET),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// How long the peer may take nothing of this much.
    fn write_patience(&self, queued: usize) -> Duration {
        let limits = &self.connection().server.limits;
        if queued > limits.queued_output_stalled + limits.max_reply { STALLED } else { limits.write_timeout }
    }

    /// Does what is due.
    pub(super) fn heed_time(&mut self, now: Instant) -> Result<(), Over> {
        if self.connection().with(|state| state.inflight.next_deadline().is_some_and(|due| due <= now)) {
            self.connection().expire(now);
        }
        let queued = self.connection().with(|state| state.outbox.queued());
        if queued > 0 && now >= self.taken + self.write_patience(queued) {
            return Err(self.over_slow());
        }
        let flush_until = self.ending.as_ref().and_then(Ending::flush_until);
        let stop = self.connection().server.stop();
        if flush_until.is_some_and(|until| now >= until) || stop.is_some_and(|stop| now >= stop.flush) {
            return Err(Over);
        }
        if (self.unread_since.is_some() || self.half_closed) && self.link.is_hung_up() {
            return Err(Over);
        }
        self.stop_lingering(now);
        if self.unread_since.is_none() && !self.half_closed && self.ending.is_none() {
            self.heed_silence(now);
        }
        if self.warm && queued == 0 && now >= self.active + QUIET {
            self.warm = false;
            self.flight = Flight::default();
            self.connection().with(|state| {
                state.outbox.shrink();
                state.inflight.shrink();
            });
        }
        Ok(())
    }

    /// Closes a connection whose peer says nothing, or began a frame and does not end it.
    fn heed_silence(&mut self, now: Instant) {
        let server = self.connection().server.clone();
        if self.frame_began.is_some_and(|began| now >= began + server.limits.frame_timeout) {
            Counters::count(&server.counters.closed_protocol);
            self.answer_unknown(ErrorCode::ProtocolError, "a frame was begun and not finished in time");
            self.end_with(Ending::discarding(), now);
            return;
        }
        if now < self.active + server.idle_timeout {
            return;
        }
        let idle = self.frame_began.is_none()
            && self.connection().with(|state| state.inflight.count() == 0 && state.subscriptions.is_empty());
        if idle {
            Counters::count(&server.counters.closed_idle);
            self.end_with(Ending::answering(), now);
        } else {
            // Busy without a frame of its own; asked again after as long.
            self.active = now;
        }
    }
}
