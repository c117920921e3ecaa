//! Asking an actor from inside the process: one message, the first reply, a deadline.

mod call;
mod origin;
mod port;

use std::any::TypeId;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::actor::alarm;
use crate::actor::ask::call::{Asked, Call};
use crate::actor::ask::origin::Origin;
use crate::actor::ask::port::{AskPort, Unanswered};
use crate::actor::chain::Chain;
use crate::actor::declined::Declined;
use crate::actor::delivery::Delivery;
use crate::actor::handle::DEFAULT_WAIT;
use crate::actor::mailbox::Refusal;
use crate::actor::port::ReplyPort;
use crate::actor::recent::recent_by;
use crate::actor::scope::Scope;
use crate::actor::shared::ActorShared;
use crate::actor::timekeeper::Timekeeper;
use crate::message::{Message, Opened, short_name};

/// Longer is for ever; a sum of any duration would overflow.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_hours(24 * 365);

/// Why an `ask` has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The actor had stopped, or stopped before the message was started. The handler did not run.
    #[error("the actor {0} has stopped")]
    Stopped(String),
    /// The mailbox is full, and it is the asker's own. The handler did not run.
    #[error("the mailbox of {0} is full")]
    Full(String),
    /// The actor has no handler for the message. The handler did not run.
    #[error("the actor {0} has no handler for this message")]
    Unhandled(String),
    /// No reply in time; names who waited for whom. The handler may have run.
    #[error("no reply in time from {0}")]
    Timeout(String),
    /// The handler ran and gave no reply.
    #[error("the handler of {0} ended without a reply")]
    NoReply(String),
    /// The reply is of another type than the one asked for. The handler ran.
    #[error("the reply is not a {0}")]
    OtherType(&'static str),
    /// A `try_` handler returned this error. The handler ran.
    #[error("{0}")]
    Failed(String),
    /// A `try_` handler did nothing, for this reason.
    #[error(transparent)]
    Declined(Declined),
    /// The handler panicked.
    #[error("the handler of {0} panicked")]
    Panicked(String),
}

pub(crate) async fn ask<M: Message, R: Message>(
    actor: &Arc<ActorShared>,
    message: M,
    within: Option<Duration>,
) -> Result<R, AskError> {
    let message_type = TypeId::of::<M>();
    if !actor.accepts(message_type) {
        return Err(AskError::Unhandled(actor.name.to_string()));
    }
    let (origin, root) = Scope::with(|scope| (Origin::of(scope), scope.port.clone()));
    let mut timekeeper = Timekeeper::here();
    let patience = match within {
        Some(within) => Instant::now() + within.min(LONGEST_WAIT),
        // It may end up to a tick early.
        None => recent_by(timekeeper) + DEFAULT_WAIT,
    };
    let deadline = root.as_ref().and_then(|root| root.deadline()).map_or(patience, |end| end.min(patience));
    let mut asked = pin!(Asked::begin(deadline, origin).await);
    let _waits = root.map(|root| Waits::new(root, asked.call().before(), asked.call().chain(&actor.name)));
    let port = Arc::new(AskPort(asked.call().clone()));
    let delivery = Delivery { message: Opened::Own(message), port: Some(port) };
    if let Err(refused) = actor.mailbox.push(delivery) {
        // Rare and large: kept out of the caller's future.
        let pushed = alarm::before(timekeeper, deadline, Box::pin(push_when_room(actor, refused))).await;
        pushed.unwrap_or_else(|| Err(timed_out(actor, asked.call(), None)))?;
        asked.has_waited();
        timekeeper = Timekeeper::here();
    }
    match alarm::before(timekeeper, deadline, asked.as_mut()).await {
        Some(Ok(reply)) => Ok(reply),
        Some(Err(unanswered)) => Err(match *unanswered {
            // Asked before the start, when nobody knew.
            Unanswered::Ended { started: false, .. } if !actor.accepts(message_type) => {
                AskError::Unhandled(actor.name.to_string())
            }
            // At the deadline the actor skips the message, and the asks inside its handler end too:
            // whichever came first, it is this deadline that passed.
            Unanswered::Ended { outcome: None, waited_for, .. } if Instant::now() >= deadline => {
                timed_out(actor, asked.call(), waited_for)
            }
            unanswered => unanswered.into_error(actor.name.to_string(), short_name::<R>()),
        }),
        None => Err(timed_out(actor, asked.call(), asked.call().waits_for())),
    }
}

/// Names who waited for whom.
#[cold]
fn timed_out<R>(actor: &ActorShared, call: &Call<R>, waited_for: Option<Arc<Chain>>) -> AskError {
    AskError::Timeout(waited_for.unwrap_or_else(|| call.chain(&actor.name)).to_string())
}

async fn push_when_room<M: Message>(
    actor: &Arc<ActorShared>,
    mut refused: (Delivery<M>, Refusal),
) -> Result<(), AskError> {
    let own = Scope::with(|scope| scope.is_actor(actor));
    loop {
        let delivery = match refused {
            (_, Refusal::Stopped) => return Err(AskError::Stopped(actor.name.to_string())),
            (_, Refusal::Full) if own => return Err(AskError::Full(actor.name.to_string())),
            (delivery, Refusal::Full) => delivery,
        };
        actor.mailbox.room().await;
        match actor.mailbox.push(delivery) {
            Ok(_) => return Ok(()),
            Err(again) => refused = again,
        }
    }
}

/// Tells the request at the root what it waits for, so that its timeout can name the chain.
struct Waits {
    root: Arc<dyn ReplyPort>,
    before: Option<Arc<Chain>>,
}

impl Waits {
    fn new(root: Arc<dyn ReplyPort>, before: Option<Arc<Chain>>, chain: Arc<Chain>) -> Self {
        root.waits_for(Some(chain));
        Self { root, before }
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        // Past its deadline the root is about to say what it waited for: that stays.
        if self.root.deadline().is_none_or(|deadline| Instant::now() < deadline) {
            self.root.waits_for(self.before.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::actor::chain::Cause;
    use crate::actor::system::System;

    fn chain(to: &str) -> Arc<Chain> {
        Cause::default().chain(&to.into())
    }

    /// What a request with a deadline in a second is left to name once an ask inside it has ended.
    async fn named_after(wait: Duration) -> Option<String> {
        let asked = Asked::<Reply>::begin(Instant::now() + Duration::from_secs(1), None).await;
        let port = Arc::new(AskPort(asked.call().clone()));
        let waits = Waits::new(port, Some(chain("before")), chain("inner"));
        assert_eq!(asked.call().waits_for().unwrap().to_string(), "inner");
        tokio::time::advance(wait).await;
        drop(waits);
        asked.call().waits_for().map(|chain| chain.to_string())
    }

    #[crate::acton_message]
    struct Reply;

    #[test]
    fn that_an_actor_has_stopped_is_told_outside_of_a_runtime_too() {
        let actor = ActorShared::new("actor", System::alone(), None);
        actor.mailbox.close();
        let asked =
            pin!(ask::<Reply, Reply>(&actor, Reply, None)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(asked, Poll::Ready(Err(AskError::Stopped(name))) if name == "actor"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_ask_that_ends_in_time_leaves_the_chain_as_it_was() {
        assert_eq!(named_after(Duration::from_millis(999)).await.unwrap(), "before");
    }

    #[tokio::test(start_paused = true)]
    async fn an_ask_that_ends_with_its_request_stays_named() {
        assert_eq!(named_after(Duration::from_secs(1)).await.unwrap(), "inner");
    }
}
