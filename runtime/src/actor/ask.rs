//! Asking an actor from inside the process: one message, the first reply, a deadline.

mod call;
mod port;

use std::any::TypeId;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::actor::alarm;
use crate::actor::ask::call::Asked;
use crate::actor::ask::port::{AskPort, Unanswered};
use crate::actor::chain::{Cause, Chain};
use crate::actor::declined::Declined;
use crate::actor::delivery::Delivery;
use crate::actor::handle::DEFAULT_WAIT;
use crate::actor::mailbox::Refusal;
use crate::actor::port::ReplyPort;
use crate::actor::scope::Scope;
use crate::actor::shared::ActorShared;
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
    let name = || actor.name.to_string();
    let message_type = TypeId::of::<M>();
    if !actor.accepts(message_type) {
        return Err(AskError::Unhandled(name()));
    }
    let (own, cause, root) =
        Scope::with(|scope| (scope.is_actor(actor), Cause::of(scope), scope.port.clone()));
    let patience = Instant::now() + within.unwrap_or(DEFAULT_WAIT).min(LONGEST_WAIT);
    let deadline = root.as_ref().and_then(|root| root.deadline()).map_or(patience, |end| end.min(patience));
    let mut asked = pin!(Asked::begin().await);
    let port = AskPort::new(asked.call().clone(), deadline, cause.clone(), root.as_ref().map(Arc::downgrade));
    let _waits = root.map(|root| Waits::new(root, cause.before(), cause.chain(&actor.name)));
    let delivery = Delivery { message: Opened::Own(message), port: Some(Arc::new(port)) };
    let timed_out = |waited_for: Option<Arc<Chain>>| {
        AskError::Timeout(waited_for.unwrap_or_else(|| cause.chain(&actor.name)).to_string())
    };
    let answer = {
        let answer = pin!(async {
            if push(actor, delivery, own).await? == Pushed::AfterAWait {
                asked.has_waited();
            }
            match asked.as_mut().await.map_err(|unanswered| *unanswered) {
                Ok(reply) => Ok(reply),
                // Asked before the start, when nobody knew.
                Err(Unanswered::Ended { started: false, .. }) if !actor.accepts(message_type) => {
                    Err(AskError::Unhandled(name()))
                }
                // At the deadline the actor skips the message, and the asks inside its handler end too:
                // whichever came first, it is this deadline that passed.
                Err(Unanswered::Ended { outcome: None, waited_for, .. }) if Instant::now() >= deadline => {
                    Err(timed_out(waited_for))
                }
                Err(unanswered) => Err(unanswered.into_error(name(), short_name::<R>())),
            }
        });
        alarm::before(deadline, answer).await
    };
    answer.unwrap_or_else(|| Err(timed_out(asked.call().waits_for())))
}

#[derive(PartialEq)]
enum Pushed {
    AtOnce,
    AfterAWait,
}

async fn push<M: Message>(
    actor: &ActorShared,
    mut delivery: Delivery<M>,
    own: bool,
) -> Result<Pushed, AskError> {
    let mut pushed = Pushed::AtOnce;
    loop {
        match actor.mailbox.push(delivery) {
            Ok(_) => return Ok(pushed),
            Err((_, Refusal::Stopped)) => return Err(AskError::Stopped(actor.name.to_string())),
            Err((_, Refusal::Full)) if own => return Err(AskError::Full(actor.name.to_string())),
            Err((back, Refusal::Full)) => delivery = back,
        }
        actor.mailbox.room().await;
        pushed = Pushed::AfterAWait;
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
    use super::*;

    fn chain(to: &str) -> Arc<Chain> {
        Cause::default().chain(&to.into())
    }

    /// What a request with a deadline in a second is left to name once an ask inside it has ended.
    async fn named_after(wait: Duration) -> Option<String> {
        let asked = Asked::<Reply>::begin().await;
        let deadline = Instant::now() + Duration::from_secs(1);
        let port = Arc::new(AskPort::new(asked.call().clone(), deadline, Cause::default(), None));
        let waits = Waits::new(port, Some(chain("before")), chain("inner"));
        assert_eq!(asked.call().waits_for().unwrap().to_string(), "inner");
        tokio::time::advance(wait).await;
        drop(waits);
        asked.call().waits_for().map(|chain| chain.to_string())
    }

    #[crate::acton_message]
    struct Reply;

    #[tokio::test(start_paused = true)]
    async fn an_ask_that_ends_in_time_leaves_the_chain_as_it_was() {
        assert_eq!(named_after(Duration::from_millis(999)).await.unwrap(), "before");
    }

    #[tokio::test(start_paused = true)]
    async fn an_ask_that_ends_with_its_request_stays_named() {
        assert_eq!(named_after(Duration::from_secs(1)).await.unwrap(), "inner");
    }
}
