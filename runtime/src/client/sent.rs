//! A request under way, until its last answer is taken or nobody waits for it any more.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::time::timeout_at;

use crate::client::ClientError;
use crate::client::arrival::{Arrival, Awaits};
use crate::client::deadline::Deadline;
use crate::client::shared::Connection;
use crate::client::window::Window;

/// A request that was sent. Dropped before its end, it is cancelled at the server if that can be.
#[derive(Debug)]
pub(super) struct Sent {
    connection: Arc<Connection>,
    pub(super) id: u64,
    cost: u32,
    done: bool,
}

impl Sent {
    /// Waits for room for `size` bytes and queues what `write` writes, given its id and the time left for
    /// an answer.
    pub(super) async fn begin(
        connection: Arc<Connection>,
        awaits: Awaits,
        size: usize,
        deadline: Deadline,
        write: impl FnOnce(&mut Vec<u8>, &str, Duration),
    ) -> Result<Self, ClientError> {
        let shared = connection.shared();
        let cost = Window::cost(size);
        let entered = match shared.window.try_enter(cost) {
            Some(entered) => Some(entered),
            None => match timeout_at(deadline.at, shared.window.enter(cost)).await {
                Ok(entered) => entered.ok(),
                Err(_) if connection.is_closed() => return Err(connection.over()),
                Err(_) => return Err(ClientError::NoRoom { within: deadline.within }),
            },
        };
        let left = deadline.left();
        let queued = shared.with(|state| {
            if state.over.is_some() {
                return None;
            }
            let id = state.slots.open(awaits, deadline);
            let frame_end = state.queue(|out| write(out, itoa::Buffer::new().format(id), left));
            state.slots.queued_up_to(id, frame_end);
            Some(id)
        });
        let Some(id) = queued else { return Err(connection.over()) };
        // From here on the request itself holds the room, and gives it back when it ends.
        entered.into_iter().for_each(SemaphorePermit::forget);
        Ok(Self { connection, id, cost, done: false })
    }

    /// The one answer.
    pub(super) async fn answer(mut self) -> Arrival {
        let nothing = || ClientError::Protocol { reason: "the request ended without an answer".to_owned() };
        poll_fn(|cx| self.poll_next(cx)).await.unwrap_or_else(|| Err(nothing()))
    }

    /// The next thing that arrived; `None` once nothing more will.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Arrival>> {
        if self.done {
            return Poll::Ready(None);
        }
        let shared = self.connection.shared();
        let (arrival, last) = ready!(shared.with(|state| state.slots.poll(self.id, cx)));
        if last {
            self.done = true;
            shared.window.leave(self.cost);
        }
        Poll::Ready(arrival)
    }

    /// Lets the server send more items.
    pub(super) fn grant(&self, items: u32) {
        self.connection.shared().with(|state| state.grant(self.id, items));
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        if !self.done {
            let shared = self.connection.shared();
            shared.with(|state| state.abandon(self.id));
            shared.window.leave(self.cost);
        }
    }
}
