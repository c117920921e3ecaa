//! One connection's session: reads, puts requests past the gates, writes what is ready.
//!
//! All of it is one poll that never awaits an actor: bytes in, frames, requests into mailboxes; then
//! whatever is queued goes out in one write. A long run of requests is taken in stretches: the actor that
//! was woken for one answers it while the next is still unread, and the peer gets on meanwhile. One timer serves every deadline of the connection: it is
//! armed for the earliest, and what is due is looked up when it fires.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::ipc::connection::{Connection, Place, Running, Seen, State};
use crate::ipc::gate::RateGate;
use crate::ipc::routes::RouteCache;
use crate::ipc::session::dispatch::Dispatch;
use crate::ipc::session::ending::Ending;
use crate::transport::inbox::Inbox;
use crate::transport::link::Link;
use crate::transport::outbox::Flight;

mod discovery;
mod dispatch;
mod ending;
mod gates;
mod precedents;
mod requests;
mod subscribing;
mod timing;

/// How often a connection that is not read is asked whether its peer is still there.
const HANG_UP_TICK: Duration = Duration::from_millis(500);

/// Buffers of a connection that has been quiet this long are given back.
const QUIET: Duration = Duration::from_secs(1);

/// Reads in one poll, so that one talkative peer leaves room for others.
const READS_A_POLL: usize = 8;

pub(crate) struct Session<L> {
    link: L,
    dispatch: Dispatch,
    inbox: Inbox,
    flight: Flight,
    timer: Pin<Box<Sleep>>,
    /// When the timer fires, if it is armed.
    armed: Option<Instant>,
    /// When anything last happened: a complete frame, or an answer written.
    active: Instant,
    /// When the peer last took a byte, or output first waited for it.
    taken: Instant,
    /// When the frame that is being received began.
    frame_began: Option<Instant>,
    /// When reading stopped because too much is in flight or queued.
    unread_since: Option<Instant>,
    /// The peer sends no more.
    half_closed: bool,
    /// Requests were cut because the listener stops.
    cut: bool,
    /// Buffers may be held.
    warm: bool,
    ending: Option<Ending>,
    seen: Seen,
    /// Makes the connection ready. Taken while that is of no use: it runs.
    waker: Option<Waker>,
}

/// The connection is over and its peer gets no more.
struct Over;

impl<L: Link> Session<L> {
    pub(crate) fn begin(connection: &Arc<Connection>, gate: Option<RateGate>, link: L) {
        let now = Instant::now();
        let session = Self {
            link,
            dispatch: Dispatch::new(connection.clone(), gate),
            inbox: Inbox::default(),
            flight: connection.with(|state| state.outbox.flight()),
            timer: Box::pin(sleep_until(now)),
            armed: None,
            active: now,
            taken: now,
            frame_began: None,
            unread_since: None,
            half_closed: false,
            cut: false,
            warm: false,
            ending: None,
            seen: Seen::default(),
            waker: Some(connection.clone().into()),
        };
        connection.begin(Box::new(session));
    }

    fn connection(&self) -> &Arc<Connection> {
        &self.dispatch.connection
    }

    fn poll(&mut self, cx: &mut Context<'_>, mut now: Instant, routes: &mut RouteCache) -> Poll<()> {
        self.inbox.look_again();
        loop {
            if self.work(cx, now, routes).is_err() {
                return Poll::Ready(());
            }
            if !self.is_time(cx, now) {
                return Poll::Pending;
            }
            self.armed = None;
            self.seen.is_current = false;
            now = Instant::now();
            if self.heed_time(now).is_err() {
                return Poll::Ready(());
            }
        }
    }

    /// One poll at the end of a turn: mostly all there is to do is to write what the turn brought. Whoever changes something
    /// else makes the connection ready.
    fn poll_after_turn(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
        // Other actors were woken for it, too, and are about to run: what they answer leaves with this. The last of them
        // goes on in place. If one is held up, the loop does, behind whatever is ready.
        match self.look(now, |state| state.inflight.has_unstarted()) {
            Ok(true) => {}
            Ok(false) => {
                self.connection().stand_back();
                return Poll::Pending;
            }
            Err(Over) => return Poll::Ready(()),
        }
        if self.send(cx, now).is_err() {
            return Poll::Ready(());
        }
        let stays_open = self.ending.is_none() && !self.connection().server.is_stopping();
        let has_read_all = self.inbox.waits() && !self.dispatch.gave_way() && self.unread_since.is_none();
        if stays_open && has_read_all && self.flight.is_empty() {
            return Poll::Pending;
        }
        let routes = &mut RouteCache::of(&self.connection().server);
        self.poll(cx, Instant::now(), routes)
    }

    /// Writes and reads until neither gets on.
    fn work(&mut self, cx: &mut Context<'_>, now: Instant, routes: &mut RouteCache) -> Result<(), Over> {
        for _ in 0..READS_A_POLL {
            self.heed_stop(now);
            if self.has_only_to_read() {
                // Nothing waits for the peer.
                self.taken = now;
            } else {
                self.write(cx, now)?;
                if self.is_finished() {
                    return Err(Over);
                }
            }
            if !self.read(cx, now, routes)? {
                return Ok(());
            }
            if self.dispatch.gave_way() {
                // The turn it gives way to brings it back, or the end of a request that is dropped, or what the peer sends
                // besides. A handler that blocks its thread meanwhile holds it up until the timer comes round, as for every warm
                // connection.
                return self.write(cx, now);
            }
        }
        // It is to come back for what there is to read; what there is to write, it looks after now.
        cx.waker().wake_by_ref();
        self.write(cx, now)
    }

    /// Whether a look at the shared state would show nothing to write, and that more may be read.
    fn has_only_to_read(&self) -> bool {
        self.seen.is_current
            && self.seen.queued == 0
            && self.seen.window_is_open
            && self.flight.is_empty()
            && !self.waits_for_ends()
            && !self.connection().server.is_stopping()
    }

    /// Whether the end of a request may be what the session goes on after.
    fn waits_for_ends(&self) -> bool {
        self.half_closed || self.ending.is_some() || self.dispatch.gave_way()
    }

    /// Writes all that is queued, as far as the peer takes it, and sees what else there is.
    fn write(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Over> {
        self.look(now, |_| false)?;
        self.send(cx, now)
    }

    /// Takes what is queued to write it, and sees what else there is. False: not done, as `is_early`.
    fn look(&mut self, now: Instant, is_early: impl FnOnce(&State) -> bool) -> Result<bool, Over> {
        let waits = self.waits_for_ends();
        let (flight, limits) = (&mut self.flight, &self.dispatch.connection.server.limits);
        let looked = self.dispatch.connection.with(|state| {
            if is_early(state) {
                return None;
            }
            state.outbox.landed(flight.take_spare());
            if flight.is_empty() {
                state.outbox.load(flight);
                self.taken = now;
            }
            state.inflight.move_deadlines();
            self.seen = state.seen(limits);
            let has_room = state.room_wanted && self.seen.queued < limits.queued_output;
            state.room_wanted &= !has_room;
            state.heeds_ends = waits || !self.seen.window_is_open;
            Some((has_room, state.overrun))
        });
        let Some((has_room, overrun)) = looked else { return Ok(false) };
        if has_room {
            self.dispatch.connection.room.notify_waiters();
        }
        if overrun { Err(self.over_slow()) } else { Ok(true) }
    }

    /// Writes what was taken, and what was queued meanwhile, as far as the peer takes it.
    fn send(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), Over> {
        while !self.flight.is_empty() {
            match self.flight.poll_write(cx, &mut self.link) {
                Poll::Ready(Ok(0) | Err(_)) => return Err(Over),
                Poll::Ready(Ok(bytes)) => {
                    self.taken = now;
                    self.active = now;
                    self.warm = true;
                    self.seen.queued = self.seen.queued.saturating_sub(bytes);
                }
                Poll::Pending => {
                    self.dispatch.connection.with(|state| state.outbox.block());
                    return Ok(());
                }
            }
            // Nothing waits for room where there was some, and who queued more since then makes the connection ready.
            if !(self.seen.is_current && self.seen.window_is_open && self.flight.is_empty()) {
                self.look(now, |_| false)?;
            }
        }
        Ok(())
    }

    /// Reads once; false if there is nothing to read now, or it may not be read.
    fn read(&mut self, cx: &mut Context<'_>, now: Instant, routes: &mut RouteCache) -> Result<bool, Over> {
        if self.half_closed || !self.may_read(now) {
            return Ok(false);
        }
        self.dispatch.noted.seen = Some(self.seen);
        if let Some(since) = self.unread_since.take() {
            self.resume(since, now, routes);
            return Ok(true);
        }
        if self.dispatch.gave_way() {
            self.take_up(now, routes);
            return Ok(true);
        }
        let dispatch = &mut self.dispatch;
        let discards = self.ending.as_ref().is_some_and(Ending::discards);
        let read = self.inbox.poll_fill(cx, &mut self.link, |bytes| {
            if discards { bytes.len() } else { dispatch.frames(bytes, now, routes) }
        });
        match read {
            Poll::Pending => Ok(false),
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(true),
            Poll::Ready(Err(_)) => Err(Over),
            Poll::Ready(Ok(0)) => self.end_of_input(),
            Poll::Ready(Ok(_)) => {
                self.after_frames(now);
                Ok(true)
            }
        }
    }

    /// Whether the connection may be read; while it may not, its clocks stand still.
    fn may_read(&mut self, now: Instant) -> bool {
        if !self.seen.window_is_open {
            self.unread_since.get_or_insert(now);
        }
        self.seen.window_is_open
    }

    /// Goes on after a pause, first with frames that were received and not looked at.
    fn resume(&mut self, since: Instant, now: Instant, routes: &mut RouteCache) {
        let pause = now.duration_since(since);
        // What happened meanwhile restarted the clock already.
        self.active = now.min(self.active + pause);
        self.frame_began = self.frame_began.map(|began| now.min(began + pause));
        if !self.inbox.is_empty() {
            self.take_up(now, routes);
        }
    }

    /// Looks at frames that were received before.
    fn take_up(&mut self, now: Instant, routes: &mut RouteCache) {
        let dispatch = &mut self.dispatch;
        self.inbox.retry(|bytes| dispatch.frames(bytes, now, routes));
        self.after_frames(now);
    }

    fn after_frames(&mut self, now: Instant) {
        self.warm = true;
        match self.dispatch.noted.seen.take() {
            Some(seen) => self.seen = seen,
            None => self.seen.is_current = false,
        }
        if let Some(vigil) = &self.connection().server.vigil {
            vigil.ask(now);
        }
        if self.dispatch.take_progress() {
            self.active = now;
            self.frame_began = None;
        }
        if self.inbox.is_empty() {
            self.frame_began = None;
        } else {
            self.frame_began.get_or_insert(now);
        }
        if self.dispatch.is_behind() {
            // The window may open again before it is looked at: these frames come first then.
            self.unread_since.get_or_insert(now);
        }
        if self.dispatch.is_broken() {
            self.end_broken(now);
        }
    }
}

impl<L: Link> Running for Session<L> {
    fn run(&mut self, place: Place<'_>) -> Poll<()> {
        let Some(waker) = self.waker.take() else { return Poll::Ready(()) };
        let cx = &mut Context::from_waker(&waker);
        let polled = match place {
            Place::EventLoop(now, routes) => {
                self.seen.is_current &= !self.connection().take_look();
                self.poll(cx, now, routes)
            }
            Place::Turn(now) => self.poll_after_turn(cx, now),
        };
        self.waker = Some(waker);
        polled
    }
}
