//! How many `act_on` futures of an actor had to wait and run beside it: counted, bounded, awaited at its end.

use std::sync::Arc;

use crate::actor::shared::ActorShared;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// How many `act_on` futures of one actor run at once; past it messages wait in the mailbox.
const DEFAULT_LIMIT: usize = 1_024;

pub(crate) struct Reads {
    /// Tasks alive.
    tasks: AtomicUsize,
    /// Of these, the ones that wait for a slow consumer and do not count against the limit.
    lent: AtomicUsize,
    limit: AtomicUsize,
}

impl Reads {
    pub(crate) fn new() -> Self {
        Self { tasks: AtomicUsize::new(0), lent: AtomicUsize::new(0), limit: AtomicUsize::new(DEFAULT_LIMIT) }
    }

    pub(crate) fn limit_to(&self, most: usize) {
        self.limit.store(most.max(1), Ordering::Relaxed);
    }

    pub(crate) fn have_room(&self) -> bool {
        let (tasks, limit) = (self.tasks.load(Ordering::Acquire), self.limit.load(Ordering::Relaxed));
        tasks < limit || tasks - self.lent.load(Ordering::Acquire).min(tasks) < limit
    }

    pub(crate) fn are_done(&self) -> bool {
        self.tasks.load(Ordering::Acquire) == 0
    }
}

/// One running read; wakes the actor at its end.
pub(crate) struct Running(Arc<ActorShared>);

impl Running {
    pub(crate) fn new(actor: Arc<ActorShared>) -> Self {
        actor.reads.tasks.fetch_add(1, Ordering::AcqRel);
        Self(actor)
    }

    pub(crate) fn actor(&self) -> &Arc<ActorShared> {
        &self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let before = self.0.reads.tasks.fetch_sub(1, Ordering::AcqRel);
        if before == 1 || before >= self.0.reads.limit.load(Ordering::Relaxed) {
            self.0.mailbox.wake();
        }
    }
}

/// A read that waits for its consumer: its place is lent to others meanwhile.
pub(crate) struct Lent(Arc<ActorShared>);

impl Lent {
    pub(crate) fn new(actor: Arc<ActorShared>) -> Self {
        actor.reads.lent.fetch_add(1, Ordering::AcqRel);
        actor.mailbox.wake();
        Self(actor)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.reads.lent.fetch_sub(1, Ordering::AcqRel);
    }
}
