//! A request under way, until its last answer is taken or nobody waits for it any more.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use crate::client::ClientError;
use crate::client::arrival::{Arrival, Received};
use crate::client::shared::Connection;

/// A request that was sent. Dropped before its end, it is cancelled at the server if that can be.
#[derive(Debug)]
pub(super) struct Sent {
    connection: Arc<Connection>,
    pub(super) id: u64,
    cost: u32,
    done: bool,
}

impl Sent {
    /// For a slot that is open and room that was entered.
    pub(super) fn new(connection: Arc<Connection>, id: u64, cost: u32) -> Self {
        Self { connection, id, cost, done: false }
    }

    /// The one answer.
    pub(super) async fn answer(mut self) -> Result<Received, ClientError> {
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
