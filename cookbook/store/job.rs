//! What a handler hands in: work on a transaction, and whom to tell when that is committed.

use redb::WriteTransaction;
use tokio::sync::oneshot;

use acton_reactive::prelude::Declined;

use super::refusal;

/// Work that waits for the writing thread.
pub(super) trait Job: Send {
    /// Does the work, once.
    fn apply(&mut self, changes: &WriteTransaction) -> Result<(), redb::Error>;

    /// Tells whoever waits what became of the commit.
    fn settle(self: Box<Self>, committed: Result<(), Declined>);
}

pub(super) struct Write<F, R> {
    work: Option<F>,
    answer: Option<R>,
    told: oneshot::Sender<Result<R, Declined>>,
}

impl<F, R> Write<F, R> {
    pub(super) fn new(work: F, told: oneshot::Sender<Result<R, Declined>>) -> Self {
        Self { work: Some(work), answer: None, told }
    }
}

impl<F, R> Job for Write<F, R>
where
    F: FnOnce(&WriteTransaction) -> Result<R, redb::Error> + Send,
    R: Send,
{
    fn apply(&mut self, changes: &WriteTransaction) -> Result<(), redb::Error> {
        if let Some(work) = self.work.take() {
            self.answer = Some(work(changes)?);
        }
        Ok(())
    }

    fn settle(self: Box<Self>, committed: Result<(), Declined>) {
        let Self { answer, told, .. } = *self;
        // Who has gone meanwhile needs no answer; the write stands.
        let _ = told.send(committed.and_then(|()| answer.ok_or_else(refusal::stopped)));
    }
}
