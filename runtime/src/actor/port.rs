//! Where replies go: the seam between an actor and whoever asked it, local or remote.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::actor::caller::{Caller, Headers};
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::Chain;
use crate::actor::declined::Declined;
use crate::message::Message;

/// A reply that has not left yet. A port either encodes it or takes it whole.
pub(crate) trait Outgoing: Send {
    /// The message, while it has not been taken.
    fn message(&self) -> Option<&dyn Message>;
    /// The `Option<M>` itself, for a receiver in this process.
    fn slot(&mut self) -> &mut dyn Any;
    /// Drops the message, unless it has been taken.
    fn clear(&mut self);
}

impl<M: Message> Outgoing for Option<M> {
    fn message(&self) -> Option<&dyn Message> {
        self.as_ref().map(|message| message as &dyn Message)
    }

    fn slot(&mut self) -> &mut dyn Any {
        self
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// What a port did with a reply.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// It left; it was the one reply.
    Replied,
    /// It left; more may follow.
    Streamed,
    /// Nobody is left to receive it. It may have been taken all the same.
    Gone,
    /// No room yet. `patience` is how much longer this wait may last; `None`: as long as it takes.
    Wait {
        /// Time left before the stream is ended as stalled.
        patience: Option<Duration>,
    },
}

/// How a handler ended other than by replying.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its closure or its future panicked.
    Panicked,
    /// A `try_` handler returned this error.
    Failed(String),
    /// It did nothing, for this reason.
    Declined(Declined),
}

/// One message's way back. The last holder to let go ends the request.
pub(crate) trait ReplyPort: Send + Sync {
    /// The handler is about to run; `exclusive` if it keeps all others waiting.
    /// False: nobody waits any more and the message is skipped.
    fn start(&self, exclusive: bool) -> bool;

    /// Takes the reply if it can leave now. `waiting_since` is when this reply first had to wait.
    fn offer(&self, reply: &mut dyn Outgoing, waiting_since: Option<Instant>) -> Offer;

    /// Records how the handler ended; decides the answer if no reply was given.
    fn conclude(&self, outcome: Outcome);

    /// The handler's closure and future have ended, though handles may live on.
    fn handler_ended(&self) {}

    /// A reply begins (true) or ends (false, after `waited`) to wait for room.
    fn waiting(&self, _begins: bool, _waited: Duration) {}

    /// A wait outlasted its patience: the stream ends here.
    fn stalled(&self) {}

    /// Wakes those who wait for room.
    fn room(&self) -> Option<&Notify> {
        None
    }

    /// The request's cancellation.
    fn cancellation(&self) -> &Cancellation;

    /// When an answer must be there.
    fn deadline(&self) -> Option<Instant>;

    /// The process that asked; `None` from inside.
    fn caller(&self) -> Option<&Caller> {
        None
    }

    /// What the caller sent along.
    fn headers(&self) -> Option<&Headers> {
        None
    }

    /// The asks that led to `asked`, whose handler serves this one, innermost last; `None` from outside.
    fn led_by(&self, _asked: &Arc<str>) -> Option<Arc<Chain>> {
        None
    }

    /// The asks the handler now waits for, innermost last, so that a timeout can name them.
    fn waits_for(&self, _chain: Option<Arc<Chain>>) {}
}

#[cfg(test)]
mod tests;
