//! An ask's way back: the one reply, or how the handler ended without it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::actor::ask::AskError;
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::{Cause, Chain};
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::recent::{STALENESS, recent};
use crate::message::Message;

/// Dropped without an answer, it tells the asker how the handler ended.
pub(super) struct AskPort<R: Message> {
    state: Mutex<State<R>>,
    started: AtomicBool,
    deadline: Instant,
    cancellation: Cancellation,
    cause: Cause,
    /// The request the asker serves. Weak: this ask keeps nothing of its open.
    root: Option<Weak<dyn ReplyPort>>,
}

struct State<R> {
    asker: Option<oneshot::Sender<Result<R, Unanswered>>>,
    outcome: Option<Outcome>,
    /// What the handler waits for, if it asks others.
    waits_for: Option<Arc<Chain>>,
}

pub(super) enum Unanswered {
    OtherType,
    Ended { outcome: Option<Outcome>, started: bool, waited_for: Option<Arc<Chain>> },
}

impl Unanswered {
    pub(super) fn into_error(self, actor: String, asked_for: &'static str) -> AskError {
        match self {
            Self::OtherType => AskError::OtherType(asked_for),
            Self::Ended { outcome: Some(Outcome::Panicked), .. } => AskError::Panicked(actor),
            Self::Ended { outcome: Some(Outcome::Failed(error)), .. } => AskError::Failed(error),
            Self::Ended { outcome: Some(Outcome::Declined(reason)), .. } => AskError::Declined(reason),
            Self::Ended { outcome: None, started: true, .. } => AskError::NoReply(actor),
            Self::Ended { outcome: None, started: false, .. } => AskError::Stopped(actor),
        }
    }
}

impl<R: Message> AskPort<R> {
    pub(super) fn new(
        asker: oneshot::Sender<Result<R, Unanswered>>,
        deadline: Instant,
        cause: Cause,
        root: Option<Weak<dyn ReplyPort>>,
    ) -> Self {
        let state = State { asker: Some(asker), outcome: None, waits_for: None };
        Self {
            state: Mutex::new(state),
            started: AtomicBool::new(false),
            deadline,
            cancellation: Cancellation::default(),
            cause,
            root,
        }
    }
}

impl<R: Message> ReplyPort for AskPort<R> {
    fn start(&self, _exclusive: bool) -> bool {
        // Only where it is close the clock itself has to be asked.
        let is_due = || recent() + STALENESS >= self.deadline && Instant::now() >= self.deadline;
        if self.cancellation.is_cancelled() || is_due() {
            return false;
        }
        self.started.store(true, Ordering::Relaxed);
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

    fn led_by(&self, asked: &Arc<str>) -> Option<Arc<Chain>> {
        Some(self.cause.chain(asked))
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
                started: *self.started.get_mut(),
                waited_for: state.waits_for.take(),
            };
            // An asker that has gone needs no answer.
            let _ = asker.send(Err(ended));
        }
    }
}

/// The asker's hold on what it asked: cancels when dropped. Weak, since the port ends with the request.
pub(super) struct Asked<R: Message>(Weak<AskPort<R>>);

impl<R: Message> Asked<R> {
    pub(super) fn new(port: &Arc<AskPort<R>>) -> Self {
        Self(Arc::downgrade(port))
    }

    /// Answered: what the handler does after its reply is its own affair.
    pub(super) fn let_be(mut self) {
        self.0 = Weak::new();
    }

    /// The asks inside the handler, if it waits for one.
    pub(super) fn waits_for(&self) -> Option<Arc<Chain>> {
        self.0.upgrade().and_then(|port| port.state.lock().waits_for.clone())
    }
}

impl<R: Message> Drop for Asked<R> {
    fn drop(&mut self) {
        if let Some(port) = self.0.upgrade() {
            port.cancellation.cancel();
        }
    }
}
