//! The deadlines of a connection, all on one timer: when the next may be due, and what is due now.

use std::task::Context;
use std::time::Duration;

use acton_wire::ErrorCode;
use tokio::time::Instant;

use crate::ipc::session::ending::Ending;
use crate::ipc::session::{HANG_UP_TICK, Over, QUIET, Session};
use crate::ipc::stats::Counters;
use crate::transport::link::Link;

/// How long a peer may take nothing when far too much is queued for it.
const STALLED: Duration = Duration::from_secs(1);

impl<L: Link> Session<L> {
    /// Whether the timer has fired, once it is armed for what is due next. One that fires early costs a look; moving it at each
    /// request would cost more. It was asked when it was set, and is not again until it wakes us: that may have been while we
    /// waited for our turn already, so its own word counts and not the clock's.
    pub(super) fn is_time(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        match (self.next_deadline(now), self.armed) {
            (Some(wanted), armed) if armed.is_none_or(|armed| wanted < armed) => {
                self.timer.as_mut().reset(wanted);
                self.armed = Some(wanted);
            }
            (_, None) => return false,
            (_, Some(_)) if !self.timer.is_elapsed() => return false,
            _ => {}
        }
        self.timer.as_mut().poll(cx).is_ready()
    }

    fn next_deadline(&self, now: Instant) -> Option<Instant> {
        let server = &self.connection().server;
        let reads = self.unread_since.is_none() && !self.half_closed && self.ending.is_none();
        let is_quiet = reads && self.seen.queued == 0 && self.frame_began.is_none() && !server.is_stopping();
        let deadlines = [
            self.seen.next_deadline,
            reads.then(|| self.active + server.idle_timeout),
            self.warm.then(|| self.active.max(now) + QUIET),
            if is_quiet { None } else { self.rare_deadline(now, reads) },
        ];
        deadlines.into_iter().flatten().min()
    }

    /// What is due only while something goes on besides requests.
    #[cold]
    fn rare_deadline(&self, now: Instant, reads: bool) -> Option<Instant> {
        let (server, queued) = (&self.connection().server, self.seen.queued);
        let stop =
            server.stop().map(|stop| if self.cut { stop.flush } else { stop.requests.min(stop.flush) });
        let deadlines = [
            stop,
            (queued > 0).then(|| self.taken + self.write_patience(queued)),
            self.frame_began.filter(|_| reads).map(|began| began + server.limits.frame_timeout),
            (!reads).then(|| now + HANG_UP_TICK),
            self.ending.as_ref().and_then(Ending::linger_until),
            self.ending.as_ref().and_then(Ending::flush_until),
        ];
        deadlines.into_iter().flatten().min()
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
            self.flight.shrink();
            self.dispatch.shrink();
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
