//! An ask's way back: the one reply, or how the handler ended without it.

use std::sync::Arc;

use tokio::time::Instant;

use crate::actor::ask::AskError;
use crate::actor::ask::call::Call;
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::Chain;
use crate::actor::port::{Offer, Outcome, Outgoing, ReplyPort};
use crate::actor::recent::{STALENESS, recent};
use crate::message::Message;

/// Dropped without an answer, it tells the asker how the handler ended.
pub(super) struct AskPort<R: Message>(pub(super) Arc<Call<R>>);

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

impl<R: Message> ReplyPort for AskPort<R> {
    fn start(&self, _exclusive: bool) -> bool {
        let Self(call) = self;
        // Only where it is close the clock itself has to be asked.
        let is_due = || recent() + STALENESS >= call.deadline && Instant::now() >= call.deadline;
        if call.cancellation.is_cancelled() || is_due() {
            return false;
        }
        call.start();
        true
    }

    fn offer(&self, reply: &mut dyn Outgoing, _waiting_since: Option<Instant>) -> Offer {
        let reply = reply.slot().downcast_mut::<Option<R>>().and_then(Option::take);
        match self.0.answer(reply.ok_or_else(|| Box::new(Unanswered::OtherType))) {
            Ok(()) => Offer::Replied,
            Err(_) => Offer::Gone,
        }
    }

    fn conclude(&self, outcome: Outcome) {
        self.0.conclude(outcome);
    }

    fn cancellation(&self) -> &Cancellation {
        &self.0.cancellation
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.0.deadline)
    }

    fn led_by(&self, asked: &Arc<str>) -> Option<Arc<Chain>> {
        Some(self.0.chain(asked))
    }

    fn waits_for(&self, chain: Option<Arc<Chain>>) {
        self.0.wait_for(chain.clone());
        if let Some(root) = self.0.origin.as_ref().and_then(|origin| origin.root()) {
            root.waits_for(chain);
        }
    }
}

impl<R: Message> Drop for AskPort<R> {
    fn drop(&mut self) {
        self.0.end();
    }
}
