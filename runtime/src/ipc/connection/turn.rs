//! How a connection's session runs: in its event loop, or in place, at the end of a turn of an actor that it asked.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Wake, Waker};

use tokio::task::coop::unconstrained;
use tokio::time::Instant;

use crate::actor::caught::caught;
use crate::actor::turn::{self, Party};
use crate::ipc::connection::Connection;
use crate::ipc::event_loop;
use crate::ipc::routes::RouteCache;

/// A session that has not ended.
pub(crate) trait Running: Send {
    /// Writes and reads as far as it can now, and has its connection woken when it can again.
    fn run(&mut self, place: Place<'_>) -> Poll<()>;
}

/// Where a session runs.
pub(crate) enum Place<'r> {
    /// In its loop, which has read the clock a moment ago, for several of them.
    EventLoop(Instant, &'r mut RouteCache),
    /// At the end of an actor's turn.
    Turn(Instant),
}

/// What has become of a connection's session.
#[derive(Default)]
pub(super) enum Stage {
    #[default]
    Before,
    Running(Box<dyn Running>),
    /// Its loop is about to learn it.
    Ended,
    Left,
}

impl Stage {
    /// Goes on, and forgets a session that has ended or panicked.
    fn run(&mut self, place: Place<'_>) -> Poll<()> {
        let Self::Running(session) = self else { return Poll::Pending };
        let polled = caught(|| session.run(place)).unwrap_or(Poll::Ready(()));
        if polled.is_ready() {
            self.set(Self::Ended);
        }
        polled
    }

    /// What a link does when it is dropped may panic.
    fn set(&mut self, stage: Self) {
        let before = std::mem::replace(self, stage);
        caught(|| drop(before));
    }
}

impl Connection {
    pub(crate) fn begin(self: &Arc<Self>, session: Box<dyn Running>) {
        let mut stage = self.session.lock();
        if matches!(*stage, Stage::Left) {
            // The executor is being shut down.
            return drop(session);
        }
        *stage = Stage::Running(session);
        drop(stage);
        let event_loop = &self.server.loops[self.event_loop];
        let shift = event_loop.enter();
        // Who made it ready before found no loop that would run it.
        self.is_ready.store(true, Ordering::Release);
        event_loop.add(self.clone());
        if let Some(shift) = shift {
            event_loop::start(self.server.clone(), self.event_loop, shift);
        }
    }

    /// The session has something to do: its loop runs it.
    pub(crate) fn make_ready(self: &Arc<Self>) {
        self.is_to_look.store(true, Ordering::Relaxed);
        self.add_to_loop();
    }

    /// Others that are ready are to run first, once.
    pub(crate) fn stand_back(self: &Arc<Self>) {
        self.stands_back.store(true, Ordering::Relaxed);
        self.make_ready();
    }

    /// Whether the session was made ready by more than its socket or its timer since this was last asked.
    pub(crate) fn take_look(&self) -> bool {
        let is_to_look = self.is_to_look.load(Ordering::Relaxed);
        if is_to_look {
            self.is_to_look.store(false, Ordering::Relaxed);
        }
        is_to_look
    }

    fn add_to_loop(self: &Arc<Self>) {
        if !self.is_ready.swap(true, Ordering::AcqRel) {
            self.server.loops[self.event_loop].add(self.clone());
        }
    }

    /// Runs the session in its loop; once it has ended, it is to [`leave`](Self::leave).
    pub(crate) fn run(self: &Arc<Self>, now: Instant, routes: &mut RouteCache) -> Poll<()> {
        // Before all else: what happens from now on makes it ready anew.
        self.is_ready.swap(false, Ordering::AcqRel);
        if self.stands_back.load(Ordering::Relaxed) {
            self.stands_back.store(false, Ordering::Relaxed);
            // Behind all that is ready, and once only.
            if !self.stood_back.swap(true, Ordering::Relaxed) {
                self.make_ready();
                return Poll::Pending;
            }
        }
        self.stood_back.store(false, Ordering::Relaxed);
        let mut stage = self.session.lock();
        let _ = stage.run(Place::EventLoop(now, routes));
        if matches!(*stage, Stage::Ended) {
            stage.set(Stage::Left);
            return Poll::Ready(());
        }
        Poll::Pending
    }

    /// Takes the connection off the books.
    pub(crate) fn leave(self: &Arc<Self>) {
        // The session knows the connection: they would keep each other.
        self.session.lock().set(Stage::Left);
        self.disconnect();
        self.server.leave(self);
    }

    /// The session goes on when the turn ends, or the poll of a read, that this thread is in, if it is in one; it takes part as one who
    /// asked.
    pub(crate) fn join_turn(self: &Arc<Self>) -> bool {
        self.take_part(turn::join)
    }

    /// The same, as one who listens.
    pub(super) fn listen_to_turn(self: &Arc<Self>) -> bool {
        self.take_part(turn::listen)
    }

    fn take_part(self: &Arc<Self>, how: fn(Arc<dyn Party>)) -> bool {
        let Some(number) = turn::poll() else { return false };
        // Turns on two threads may write over each other's number; then it goes on once more than need be.
        if self.turn.load(Ordering::Relaxed) != number {
            self.turn.store(number, Ordering::Relaxed);
            how(self.clone());
        }
        true
    }
}

/// By the socket, the timer or the session itself, of which none changes what is shared unseen.
impl Wake for Connection {
    fn wake(self: Arc<Self>) {
        self.add_to_loop();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.add_to_loop();
    }
}

impl Party for Connection {
    fn go_on(self: Arc<Self>, now: Instant) {
        // It runs already, elsewhere: what came meanwhile is seen to by its loop.
        let Some(mut stage) = self.session.try_lock() else { return self.make_ready() };
        // The turn has a bound of its own; the executor's is the actor's task's, and counts messages, not bytes.
        let unbudgeted = poll_fn(|_| stage.run(Place::Turn(now)));
        let ended = pin!(unconstrained(unbudgeted)).poll(&mut Context::from_waker(Waker::noop())).is_ready();
        drop(stage);
        if ended {
            self.make_ready();
        }
    }

    fn wake(self: Arc<Self>) {
        self.make_ready();
    }
}
