//! How a connection's session runs: as its own task, or in place, at the end of a turn of an actor that it asked.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use tokio::task::coop::unconstrained;

use crate::actor::caught::caught;
use crate::actor::turn::{self, Party};
use crate::ipc::connection::Connection;

/// A session that has not ended.
pub(crate) trait Running: Send {
    /// Writes and reads as far as it can now, and has its task woken when it can again. Without a context it runs in
    /// place of its task.
    fn run(&mut self, task: Option<&mut Context<'_>>) -> Poll<()>;
}

impl Connection {
    pub(crate) fn begin(&self, session: Box<dyn Running>) {
        *self.session.lock() = Some(session);
    }

    /// One poll of the session's task.
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.stands_back.swap(false, Ordering::Relaxed) {
            // A task that wakes itself goes behind all that are ready.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut session = self.session.lock();
        // In place it may have ended.
        let Some(running) = &mut *session else { return Poll::Ready(()) };
        running.run(Some(cx))
    }

    /// Forgets the session, which knows the connection: they would keep each other.
    pub(crate) fn forget(&self) {
        let session = self.session.lock().take();
        drop(session);
    }

    /// The session goes on when the turn ends that this thread is in, if it is in one; it takes part as one who asked.
    pub(crate) fn join_turn(self: &Arc<Self>) -> bool {
        self.take_part(turn::join)
    }

    /// The same, as one who listens.
    pub(super) fn listen_to_turn(self: &Arc<Self>) -> bool {
        self.take_part(turn::listen)
    }

    fn take_part(self: &Arc<Self>, how: fn(Arc<dyn Party>)) -> bool {
        let Some(number) = turn::number() else { return false };
        // Turns on two threads may write over each other's number; then it goes on once more than need be.
        if self.turn.load(Ordering::Relaxed) != number {
            self.turn.store(number, Ordering::Relaxed);
            how(self.clone());
        }
        true
    }
}

impl Party for Connection {
    fn go_on(&self) {
        // Other actors were woken for it, too, and are about to run: what they answer leaves with this. The last of them
        // goes on in place. If one is held up, the task does, behind whatever is ready.
        if self.with(|state| state.inflight.has_unstarted()) {
            self.stands_back.store(true, Ordering::Relaxed);
            return Self::wake(self);
        }
        // It runs already, elsewhere: what came meanwhile is seen to by its task.
        let Some(mut session) = self.session.try_lock() else { return Self::wake(self) };
        let Some(running) = &mut *session else { return };
        // The turn has a bound of its own; the executor's is the actor's task's, and counts messages, not bytes.
        let unbudgeted = || {
            pin!(unconstrained(poll_fn(|_| running.run(None)))).poll(&mut Context::from_waker(Waker::noop()))
        };
        let ended = caught(unbudgeted).is_none_or(|polled| polled.is_ready());
        if ended {
            let ended = session.take();
            drop(session);
            drop(ended);
            Self::wake(self);
        }
    }

    fn wake(&self) {
        Self::wake(self);
    }
}
