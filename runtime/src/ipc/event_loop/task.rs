//! The task of an event loop, and who takes over from one that is held up.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::task::coop::{Unconstrained, unconstrained};

use crate::ipc::event_loop::{Bench, EventLoop};
use crate::ipc::routes::RouteCache;
use crate::ipc::server::Server;

/// Starts the task of a loop of `server`.
pub(crate) fn start(server: Arc<Server>, index: usize, shift: u64) {
    tokio::spawn(task(server, index, shift));
}

/// Has new tasks take over from those that do not come to their sessions. The executor may keep a task that was woken where no other
/// thread finds it, until what runs there gives way; and that may block.
pub(crate) fn relieve(server: &Arc<Server>) {
    for (index, event_loop) in server.loops.iter().enumerate() {
        if let Some(shift) = event_loop.is_held_up() {
            server.executor.spawn(task(server.clone(), index, shift));
        }
    }
}

fn task(server: Arc<Server>, index: usize, shift: u64) -> Unconstrained<Task> {
    let bench = Bench { running: VecDeque::new(), routes: RouteCache::of(&server) };
    unconstrained(Task { server, index, shift, bench, is_over: false })
}

struct Task {
    server: Arc<Server>,
    index: usize,
    shift: u64,
    bench: Bench,
    is_over: bool,
}

impl Task {
    fn event_loop(&self) -> &EventLoop {
        &self.server.loops[self.index]
    }
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { server, index, shift, bench, is_over } = &mut *self;
        let polled = server.loops[*index].poll(*shift, bench, cx);
        *is_over = polled.is_ready();
        polled
    }
}

/// Takes its connections off the books where it is dropped before they have ended, with its runtime.
impl Drop for Task {
    fn drop(&mut self) {
        if self.is_over || !self.event_loop().tear_down(self.shift) {
            return;
        }
        for connection in self.server.open() {
            if connection.event_loop == self.index {
                connection.leave();
            }
        }
    }
}
