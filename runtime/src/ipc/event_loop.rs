//! Runs the sessions that have something to do, one after the other, in one task.
//!
//! As tasks of their own, two that are ready at once would have the executor wake another core to share them, which for sessions
//! that take microseconds costs more than it brings: see decision 0012.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::cores;
use crate::ipc::connection::Connection;
use crate::ipc::routes::RouteCache;

mod task;

pub(crate) use task::{relieve, start};

/// Sessions that run before others get the thread: the actors they woke, and another thread if more are ready.
const MOST_IN_A_ROW: usize = 32;

/// Fewer, if they take longer in all.
const LONGEST_ROW: Duration = Duration::from_millis(1);

/// Sessions that run by one reading of the clock, which costs a tenth of what else they do.
const MOST_BY_ONE_CLOCK: usize = 8;

/// Where sessions wait for their turn. Its task lives for as long as there are any.
#[derive(Default)]
pub(crate) struct EventLoop(Mutex<Sessions>);

#[derive(Default)]
struct Sessions {
    /// Those that have something to do.
    ready: VecDeque<Arc<Connection>>,
    /// Those that have not ended.
    open: usize,
    /// Wakes the task, while it waits.
    task: Option<Waker>,
    /// The number of the task: the first one's may be taken over by a second.
    shift: u64,
    /// Polls of tasks so far, and as many when last asked whether it is held up.
    polls: u64,
    seen: u64,
}

/// What those that run use in turn.
struct Bench {
    running: VecDeque<Arc<Connection>>,
    routes: RouteCache,
}

/// One for two cores, as the peers on the same machine need theirs, too.
pub(crate) fn some() -> Box<[EventLoop]> {
    (0..cores::count().div_ceil(2)).map(|_| EventLoop::default()).collect()
}

impl EventLoop {
    /// Sessions that have not ended.
    pub(crate) fn open(&self) -> usize {
        self.0.lock().open
    }

    /// A session begins. There was none: the number of the task that has to be started.
    pub(crate) fn enter(&self) -> Option<u64> {
        let mut sessions = self.0.lock();
        sessions.open += 1;
        (sessions.open == 1).then(|| sessions.next_shift())
    }

    /// `connection` has something to do.
    pub(crate) fn add(&self, connection: Arc<Connection>) {
        let mut sessions = self.0.lock();
        if sessions.open == 0 {
            // It has ended, as all have.
            drop(sessions);
            return;
        }
        sessions.ready.push_back(connection);
        let task = sessions.task.take();
        drop(sessions);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Runs some of those that are ready. Resolves once all sessions have ended, or another task has taken over.
    fn poll(&self, shift: u64, bench: &mut Bench, cx: &mut Context<'_>) -> Poll<()> {
        let mut sessions = self.0.lock();
        if sessions.shift != shift {
            return Poll::Ready(());
        }
        sessions.polls += 1;
        let count = sessions.ready.len().min(MOST_IN_A_ROW);
        bench.running.extend(sessions.ready.drain(..count));
        drop(sessions);
        let ended = bench.run();
        let mut sessions = self.0.lock();
        sessions.open -= ended;
        while let Some(left) = bench.running.pop_back() {
            sessions.ready.push_front(left);
        }
        if sessions.open == 0 {
            let (late, task) = (std::mem::take(&mut sessions.ready), sessions.task.take());
            drop(sessions);
            drop(late);
            // It has taken over, and is to learn it.
            task.into_iter().for_each(Waker::wake);
            return Poll::Ready(());
        }
        if sessions.shift != shift {
            return Poll::Ready(());
        }
        if sessions.ready.is_empty() {
            sessions.task = Some(cx.waker().clone());
        } else {
            // Behind whatever else is ready.
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// Sessions have been ready since this was last asked, and the task has not come to them: the number of one to take over.
    fn is_held_up(&self) -> Option<u64> {
        let mut sessions = self.0.lock();
        let polls = sessions.polls;
        let is_still = std::mem::replace(&mut sessions.seen, polls) == polls;
        (is_still && !sessions.ready.is_empty()).then(|| sessions.next_shift())
    }

    /// The task is no more, though sessions have not ended. False: another has taken over.
    fn tear_down(&self, shift: u64) -> bool {
        let mut sessions = self.0.lock();
        if sessions.shift != shift {
            return false;
        }
        sessions.open = 0;
        let left = (std::mem::take(&mut sessions.ready), sessions.task.take());
        drop(sessions);
        drop(left);
        true
    }
}

impl Sessions {
    fn next_shift(&mut self) -> u64 {
        self.shift += 1;
        self.shift
    }
}

impl Bench {
    /// Runs sessions until they have taken too long; how many ended.
    fn run(&mut self) -> usize {
        let began = Instant::now();
        let (mut now, mut ended, mut count) = (began, 0, 0);
        while let Some(connection) = self.running.pop_front() {
            if connection.run(now, &mut self.routes).is_ready() {
                connection.leave();
                ended += 1;
            }
            count += 1;
            if count % MOST_BY_ONE_CLOCK == 0 && !self.running.is_empty() {
                now = Instant::now();
                if now > began + LONGEST_ROW {
                    break;
                }
            }
        }
        ended
    }
}
