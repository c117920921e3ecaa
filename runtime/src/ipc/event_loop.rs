//! Runs the sessions that have something to do, one after the other, in one task.
//!
//! As tasks of their own, two that are ready at once would have the executor wake another core to share them, which for sessions
//! that take microseconds costs more than it brings: see decision 0012.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;
use tokio::task::coop::unconstrained;
use tokio::time::Instant;

use crate::cores;
use crate::ipc::connection::Connection;
use crate::ipc::routes::RouteCache;
use crate::ipc::server::Server;

/// Sessions that run before others get the thread: the actors they woke, and another thread if more are ready.
const MOST_IN_A_ROW: usize = 32;

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
    /// The task, while it waits.
    task: Option<Waker>,
}

/// One for two cores, as the peers on the same machine need theirs, too.
pub(crate) fn some() -> Box<[EventLoop]> {
    (0..cores::count().div_ceil(2)).map(|_| EventLoop::default()).collect()
}

impl EventLoop {
    /// A session begins. True: there was none, so that the task has to be started.
    pub(crate) fn enter(&self) -> bool {
        let mut sessions = self.0.lock();
        sessions.open += 1;
        sessions.open == 1
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

    /// Runs some of those that are ready.
    fn poll(&self, bench: &mut Bench, cx: &mut Context<'_>) -> Poll<()> {
        let Bench { running, routes } = bench;
        let mut sessions = self.0.lock();
        let count = sessions.ready.len().min(MOST_IN_A_ROW);
        running.extend(sessions.ready.drain(..count));
        drop(sessions);
        let mut ended = 0;
        let mut now = Instant::now();
        for (number, connection) in running.drain(..).enumerate() {
            if number % MOST_BY_ONE_CLOCK == MOST_BY_ONE_CLOCK - 1 {
                now = Instant::now();
            }
            if connection.run(now, routes).is_ready() {
                connection.leave();
                ended += 1;
            }
        }
        let mut sessions = self.0.lock();
        sessions.open -= ended;
        if sessions.open == 0 {
            let late = std::mem::take(&mut sessions.ready);
            drop(sessions);
            drop(late);
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
}

/// Starts the task of a loop of `server`.
pub(crate) fn start(server: Arc<Server>, index: usize) {
    let bench = Bench { running: Vec::new(), routes: RouteCache::of(&server) };
    tokio::spawn(unconstrained(Task { server, index, bench, is_over: false }));
}

struct Task {
    server: Arc<Server>,
    index: usize,
    bench: Bench,
    is_over: bool,
}

/// What those that run use in turn.
struct Bench {
    running: Vec<Arc<Connection>>,
    routes: RouteCache,
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { server, index, bench, is_over } = &mut *self;
        let polled = server.loops[*index].poll(bench, cx);
        *is_over = polled.is_ready();
        polled
    }
}

/// Takes its connections off the books where it is dropped before they have ended, with its runtime.
impl Drop for Task {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        for connection in self.server.open() {
            if connection.event_loop == self.index {
                connection.leave();
            }
        }
    }
}
