//! Asking an actor from inside the process: one message, the first reply, a deadline.

use std::any::TypeId;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::actor::delivery::Delivery;
use crate::actor::handle::DEFAULT_WAIT;
use crate::actor::mailbox::Refusal;
use crate::actor::port::{Cancellation, Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::scope::{Chain, Scope};
use crate::actor::shared::ActorShared;
use crate::message::{Message, short_name};

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
    /// The handler panicked.
    #[error("the handler of {0} panicked")]
    Panicked(String),
}

/// An ask's way back. Dropped without an answer, it tells the asker how the handler ended.
struct AskPort<R: Message> {
    state: Mutex<State<R>>,
    deadline: Instant,
    cancellation: Cancellation,
    /// The request the asker serves. Weak: this ask keeps nothing of its open.
    root: Option<Weak<dyn ReplyPort>>,
}

struct State<R> {
    asker: Option<oneshot::Sender<Result<R, Unanswered>>>,
    outcome: Option<Outcome>,
    started: bool,
    /// What the handler waits for, if it asks others.
    waits_for: Option<Arc<Chain>>,
}

enum Unanswered {
    OtherType,
    Ended { outcome: Option<Outcome>, started: bool, waited_for: Option<Arc<Chain>> },
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
    let (asker, before, root) =
        Scope::with(|scope| (scope.actor.clone(), scope.chain.clone(), scope.port.clone()));
    let own = asker.as_ref().is_some_and(|asker| Arc::ptr_eq(asker, actor));
    let chain = Chain::link(before.clone(), asker.map(|asker| asker.name.clone()), actor.name.clone());
    let patience = Instant::now() + within.unwrap_or(DEFAULT_WAIT);
    let deadline = root.as_ref().and_then(|root| root.deadline()).map_or(patience, |end| end.min(patience));
    let (sender, answer) = oneshot::channel();
    let port = Arc::new(AskPort::new(sender, deadline, root.as_ref().map(Arc::downgrade)));
    // Held apart from the port: the port ends with the request, the right to cancel it with the asker.
    let asked = Arc::downgrade(&port);
    let cancel = CancelOnDrop(asked.clone());
    let _waits = root.map(|root| Waits::new(root, before, chain.clone()));
    let delivery = Delivery { message: Arc::new(message), port: Some(port), chain: Some(chain.clone()) };
    let answer = async {
        push(actor, delivery, own).await?;
        let answer = answer.await;
        // What the handler does after its reply is its own affair.
        cancel.disarm();
        match answer {
            Ok(Ok(reply)) => Ok(reply),
            // Asked before the start, when nobody knew.
            Ok(Err(Unanswered::Ended { started: false, .. })) if !actor.accepts(message_type) => {
                Err(AskError::Unhandled(name()))
            }
            // The asks inside the handler end with its own deadline: what it then does comes too late.
            Ok(Err(Unanswered::Ended { outcome: None, started: true, waited_for }))
                if Instant::now() >= deadline =>
            {
                Err(AskError::Timeout(waited_for.as_ref().unwrap_or(&chain).to_string()))
            }
            Ok(Err(unanswered)) => Err(unanswered.into_error(name(), short_name::<R>())),
            Err(_) => Err(AskError::NoReply(name())),
        }
    };
    timeout_at(deadline, answer).await.unwrap_or_else(|_| {
        let waits_for = asked.upgrade().and_then(|port| port.state.lock().waits_for.clone());
        Err(AskError::Timeout(waits_for.as_ref().unwrap_or(&chain).to_string()))
    })
}

async fn push(actor: &ActorShared, mut delivery: Delivery, own: bool) -> Result<(), AskError> {
    loop {
        match actor.mailbox.push(delivery) {
            Ok(()) => return Ok(()),
            Err((_, Refusal::Stopped)) => return Err(AskError::Stopped(actor.name.to_string())),
            Err((_, Refusal::Full)) if own => return Err(AskError::Full(actor.name.to_string())),
            Err((back, Refusal::Full)) => delivery = back,
        }
        actor.mailbox.room().await;
    }
}

impl Unanswered {
    fn into_error(self, actor: String, asked_for: &'static str) -> AskError {
        match self {
            Self::OtherType => AskError::OtherType(asked_for),
            Self::Ended { outcome: Some(Outcome::Panicked), .. } => AskError::Panicked(actor),
            Self::Ended { outcome: Some(Outcome::Failed(error)), .. } => AskError::Failed(error),
            Self::Ended { outcome: None, started: true, .. } => AskError::NoReply(actor),
            Self::Ended { outcome: None, started: false, .. } => AskError::Stopped(actor),
        }
    }
}

impl<R: Message> AskPort<R> {
    fn new(
        asker: oneshot::Sender<Result<R, Unanswered>>,
        deadline: Instant,
        root: Option<Weak<dyn ReplyPort>>,
    ) -> Self {
        let state = State { asker: Some(asker), outcome: None, started: false, waits_for: None };
        Self { state: Mutex::new(state), deadline, cancellation: Cancellation::default(), root }
    }
}

impl<R: Message> ReplyPort for AskPort<R> {
    fn start(&self, _exclusive: bool) -> bool {
        if self.cancellation.is_cancelled() || Instant::now() >= self.deadline {
            return false;
        }
        self.state.lock().started = true;
        true
    }

    fn offer(&self, reply: &mut dyn Outgoing, _waiting_since: Option<Instant>) -> Offer {
        let Some(asker) = self.state.lock().asker.take() else { return Offer::Gone };
        let reply = reply.slot().downcast_mut::<Option<R>>().and_then(Option::take);
        match asker.send(reply.ok_or(Unanswered::OtherType)) {
            Ok(()) => Offer::Replied,
            Err(_) => Offer::Gone,
        }
    }

    fn conclude(&self, outcome: Outcome) {
        self.state.lock().outcome.get_or_insert(outcome);
    }

    fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.deadline)
    }

    fn waits_for(&self, chain: Option<Arc<Chain>>) {
        self.state.lock().waits_for.clone_from(&chain);
        if let Some(root) = self.root.as_ref().and_then(Weak::upgrade) {
            root.waits_for(chain);
        }
    }
}

impl<R: Message> Drop for AskPort<R> {
    fn drop(&mut self) {
        let state = self.state.get_mut();
        if let Some(asker) = state.asker.take() {
            let ended = Unanswered::Ended {
                outcome: state.outcome.take(),
                started: state.started,
                waited_for: state.waits_for.take(),
            };
            // An asker that has gone needs no answer.
            let _ = asker.send(Err(ended));
        }
    }
}

struct CancelOnDrop<R: Message>(Weak<AskPort<R>>);

impl<R: Message> CancelOnDrop<R> {
    fn disarm(mut self) {
        self.0 = Weak::new();
    }
}

impl<R: Message> Drop for CancelOnDrop<R> {
    fn drop(&mut self) {
        if let Some(port) = self.0.upgrade() {
            port.cancellation.cancel();
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
