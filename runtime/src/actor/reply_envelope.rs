//! The handle by which replies leave, the same for local and remote callers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::actor::declined::Declined;
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::reads::Lent;
use crate::actor::scope::Scope;
use crate::actor::turn::{self, stream};
use crate::message::Message;

/// The way back to one caller. Cheap to clone and free to move anywhere; the request stays open until
/// the last clone is gone.
#[derive(Clone)]
pub struct ReplyEnvelope {
    port: Option<Arc<dyn ReplyPort>>,
}

impl ReplyEnvelope {
    pub(crate) fn new(port: Option<Arc<dyn ReplyPort>>) -> Self {
        Self { port }
    }

    /// Sends a reply; it leaves at once. For a request–response call the first reply wins. For a
    /// stream each reply is an item, and `send` waits while the consumer is slow; while an exclusive
    /// handler (`mutate_on`) runs, a wait of 1 s, or waits of 10 s in all, end the stream instead.
    ///
    /// `false`: nobody is left to receive it (already answered, cancelled, timed out, gone, or sent
    /// without asking for a reply).
    ///
    /// # Cancel safety
    /// A `send` that is dropped while it waits has not sent.
    pub async fn send<M: Message>(&self, message: M) -> bool {
        let mut reply = Some(message);
        self.send_outgoing(&mut reply).await
    }

    /// Ends the request with an error once every hold on it is gone, if nothing has answered it by then; a stream, after
    /// the items that were sent, and then with `executed: yes`. The first of several counts.
    pub fn decline(&self, declined: Declined) {
        if let Some(port) = &self.port {
            port.conclude(Outcome::Declined(declined));
        }
    }

    pub(crate) async fn send_erased(&self, mut reply: Box<dyn Outgoing>) -> bool {
        self.send_outgoing(reply.as_mut()).await
    }

    async fn send_outgoing(&self, reply: &mut dyn Outgoing) -> bool {
        let Some(port) = &self.port else { return false };
        match port.offer(reply, None) {
            Offer::Replied => true,
            Offer::Streamed => {
                // Let the connection write and others run: a stream is a loop that is always ready.
                match stream::sent() {
                    stream::Then::GoOn => {}
                    stream::Then::GiveWay => turn::give_way().await,
                    stream::Then::Ask => tokio::task::coop::consume_budget().await,
                }
                true
            }
            Offer::Gone => false,
            // Rare and large: kept out of the caller's future.
            Offer::Wait { .. } => Box::pin(wait(port.as_ref(), reply)).await,
        }
    }
}

/// So that a state may keep one, to reply later, and still derive `Debug`.
impl fmt::Debug for ReplyEnvelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyEnvelope").field("is_heard", &self.port.is_some()).finish_non_exhaustive()
    }
}

async fn wait(port: &dyn ReplyPort, reply: &mut dyn Outgoing) -> bool {
    let (actor, exclusive) = Scope::with(|scope| (scope.actor.clone(), scope.exclusive));
    let _lent = actor.filter(|_| !exclusive).map(Lent::new);
    let Some(room) = port.room() else { return false };
    let wait = Wait::begin(port);
    loop {
        let room = room.notified();
        tokio::pin!(room);
        room.as_mut().enable();
        let patience = match port.offer(reply, Some(wait.since)) {
            Offer::Replied | Offer::Streamed => return true,
            Offer::Gone => return false,
            Offer::Wait { patience } => patience,
        };
        tokio::select! {
            biased;
            () = port.cancellation().cancelled() => return false,
            () = room => {}
            () = outlast(patience) => {
                port.stalled();
                return false;
            }
        }
    }
}

async fn outlast(patience: Option<Duration>) {
    match patience {
        Some(patience) => tokio::time::sleep(patience).await,
        None => std::future::pending().await,
    }
}

/// One wait for room; the port's clock stands still meanwhile.
struct Wait<'a> {
    port: &'a dyn ReplyPort,
    since: Instant,
}

impl<'a> Wait<'a> {
    fn begin(port: &'a dyn ReplyPort) -> Self {
        port.waiting(true, Duration::ZERO);
        Self { port, since: Instant::now() }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.port.waiting(false, self.since.elapsed());
    }
}
