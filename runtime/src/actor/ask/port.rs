//! An ask's way back: the one reply, or how the handler ended without it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::actor::ask::AskError;
use crate::actor::ask::call::Call;
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::{Cause, Chain};
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::recent::{STALENESS, recent};
use crate::message::Message;

/// Dropped without an answer, it tells the asker how the handler ended.
pub(super) struct AskPort<R: Message> {
    call: Arc<Call<R>>,
    outcome: Mutex<Option<Outcome>>,
    started: AtomicBool,
    deadline: Instant,
    cause: Cause,
    /// The request the asker serves. Weak: this ask keeps nothing of its open.
    root: Option<Weak<dyn ReplyPort>>,
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
        call: Arc<Call<R>>,
        deadline: Instant,
        cause: Cause,
        root: Option<Weak<dyn ReplyPort>>,
    ) -> Self {
        Self { call, outcome: Mutex::new(None), started: AtomicBool::new(false), deadline, cause, root }
    }
}

impl<R: Message> ReplyPort for AskPort<R> {
    fn start(&self, _exclusive: bool) -> bool {
        // Only where it is close the clock itself has to be asked.
        let is_due = || recent() + STALENESS >= self.deadline && Instant::now() >= self.deadline;
        if self.cancellation().is_cancelled() || is_due() {
            return false;
        }
        self.started.store(true, Ordering::Relaxed);
        true
    }

    fn offer(&self, reply: &mut dyn Outgoing, _waiting_since: Option<Instant>) -> Offer {
        let reply = reply.slot().downcast_mut::<Option<R>>().and_then(Option::take);
        match self.call.answer(reply.ok_or_else(|| Box::new(Unanswered::OtherType))) {
            Ok(()) => Offer::Replied,
            Err(_) => Offer::Gone,
        }
    }

    fn conclude(&self, outcome: Outcome) {
        self.outcome.lock().get_or_insert(outcome);
    }

    fn cancellation(&self) -> &Cancellation {
        &self.call.cancellation
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.deadline)
    }

    fn led_by(&self, asked: &Arc<str>) -> Option<Arc<Chain>> {
        Some(self.cause.chain(asked))
    }

    fn waits_for(&self, chain: Option<Arc<Chain>>) {
        self.call.wait_for(chain.clone());
        if let Some(root) = self.root.as_ref().and_then(Weak::upgrade) {
            root.waits_for(chain);
        }
    }
}

impl<R: Message> Drop for AskPort<R> {
    fn drop(&mut self) {
        if self.call.is_answered() {
            return;
        }
        let ended = Unanswered::Ended {
            outcome: self.outcome.get_mut().take(),
            started: *self.started.get_mut(),
            waited_for: self.call.waits_for(),
        };
        // An asker that has gone needs no answer.
        let _ = self.call.answer(Err(Box::new(ended)));
    }
}
