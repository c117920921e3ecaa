//! The `act_on` futures that had to wait: run beside the actor, counted, bounded, awaited at its end.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use crate::actor::port::ReplyPort;
use crate::actor::reply::Pending;
use crate::actor::scope::{self, Scope};
use crate::actor::shared::ActorShared;
use crate::actor::turn;

/// How many `act_on` futures of one actor run at once; past it messages wait in the mailbox.
pub(crate) const DEFAULT_LIMIT: usize = 1_024;

#[derive(Default)]
pub(crate) struct Reads {
    /// Tasks alive.
    tasks: AtomicUsize,
    /// Of these, the ones that wait for a slow consumer and do not count against the limit.
    lent: AtomicUsize,
}

impl Reads {
    pub(crate) fn have_room(&self, limit: usize) -> bool {
        let tasks = self.tasks.load(Ordering::Acquire);
        tasks < limit || tasks - self.lent.load(Ordering::Acquire).min(tasks) < limit
    }

    pub(crate) fn are_done(&self) -> bool {
        self.tasks.load(Ordering::Acquire) == 0
    }
}

/// Runs a read to its end, or until nobody waits for its answer, or until the actor was cut.
pub(crate) async fn run(future: Pending, mut scope: Scope, message: &'static str, running: Running) {
    let mut future = Some(future);
    let panicked = {
        let no_longer_wanted = no_longer_wanted(scope.port.clone(), running.0.clone());
        tokio::pin!(no_longer_wanted);
        std::future::poll_fn(|cx| match no_longer_wanted.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(false),
            Poll::Pending => turn::read(|| scope.enter(|| scope::poll(&mut future, cx))),
        })
        .await
    };
    let panicked = scope.let_go(future) || panicked;
    scope.handler_ended(message, panicked);
    if panicked {
        running.0.counts.read_panicked();
        running.0.mailbox.wake();
    }
}

async fn no_longer_wanted(port: Option<Arc<dyn ReplyPort>>, actor: Arc<ActorShared>) {
    let cancelled = async {
        match &port {
            Some(port) => port.cancellation().cancelled().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = cancelled => {}
        () = actor.has_ended() => {}
    }
}

/// One running read; wakes the actor at its end.
pub(crate) struct Running(Arc<ActorShared>);

impl Running {
    pub(crate) fn new(actor: Arc<ActorShared>) -> Self {
        actor.reads.tasks.fetch_add(1, Ordering::AcqRel);
        Self(actor)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let before = self.0.reads.tasks.fetch_sub(1, Ordering::AcqRel);
        if before == 1 || before >= self.0.reads_limit() {
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
