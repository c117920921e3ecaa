//! One ask, as both its ends have it: the asker waits for what the actor's end brings, or says that it waits no more.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::actor::ask::origin::Origin;
use crate::actor::ask::port::Unanswered;
use crate::actor::cancellation::Cancellation;
use crate::actor::chain::{Cause, Chain};
use crate::actor::port::Outcome;

/// What an ask brings. What is rare is apart, so that all else is small to move.
pub(super) type Answer<R> = Result<R, Box<Unanswered>>;

pub(super) struct Call<R> {
    state: Mutex<State<R>>,
    /// Nothing more is taken. Looked at where that spares the lock.
    is_answered: AtomicBool,
    /// The handler runs, or has run.
    is_started: AtomicBool,
    pub(super) deadline: Instant,
    pub(super) cancellation: Cancellation,
    /// Of an ask by an actor.
    pub(super) origin: Option<Box<Origin>>,
}

struct State<R> {
    answer: Option<Answer<R>>,
    /// Whom the answer wakes, while it is waited for.
    asker: Option<Waker>,
    /// What the handler waits for, if it asks others.
    waits_for: Option<Arc<Chain>>,
    /// How the handler ended other than by an answer. Rare, so it shall take no room.
    outcome: Option<Box<Outcome>>,
}

impl<R> Call<R> {
    /// Brings the answer. It comes back if nobody waits for it any more.
    pub(super) fn answer(&self, answer: Answer<R>) -> Result<(), Answer<R>> {
        let mut state = self.state.lock();
        let Some(asker) = state.asker.take() else { return Err(answer) };
        state.answer = Some(answer);
        self.is_answered.store(true, Ordering::Relaxed);
        drop(state);
        asker.wake();
        Ok(())
    }

    pub(super) fn start(&self) {
        self.is_started.store(true, Ordering::Relaxed);
    }

    /// The first of several outcomes counts.
    pub(super) fn conclude(&self, outcome: Outcome) {
        self.state.lock().outcome.get_or_insert_with(|| Box::new(outcome));
    }

    /// The handler has ended, and nothing it started can answer any more.
    pub(super) fn end(&self) {
        if self.is_answered.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.state.lock();
        let (outcome, waited_for) = (state.outcome.take(), state.waits_for.clone());
        drop(state);
        let started = self.is_started.load(Ordering::Relaxed);
        let ended = Unanswered::Ended { outcome: outcome.map(|outcome| *outcome), started, waited_for };
        // An asker that has gone needs no answer.
        let _ = self.answer(Err(Box::new(ended)));
    }

    /// The asks that led to this one.
    pub(super) fn before(&self) -> Option<Arc<Chain>> {
        self.origin.as_ref()?.cause.before()
    }

    /// Those, and this one of `asked`.
    pub(super) fn chain(&self, asked: &Arc<str>) -> Arc<Chain> {
        match &self.origin {
            Some(origin) => origin.cause.chain(asked),
            None => Cause::default().chain(asked),
        }
    }

    pub(super) fn wait_for(&self, chain: Option<Arc<Chain>>) {
        self.state.lock().waits_for = chain;
    }

    pub(super) fn waits_for(&self) -> Option<Arc<Chain>> {
        self.state.lock().waits_for.clone()
    }
}

/// The asker's end: cancels when dropped without an answer.
pub(super) struct Asked<R> {
    call: Arc<Call<R>>,
    /// The asker is woken without having said so again: in the poll in which it asked.
    is_new: bool,
    is_answered: bool,
}

impl<R> Asked<R> {
    /// Begins an ask by the task that polls this.
    pub(super) async fn begin(deadline: Instant, origin: Option<Box<Origin>>) -> Self {
        let asker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
        let state = State { answer: None, asker: Some(asker), waits_for: None, outcome: None };
        let call = Call {
            state: Mutex::new(state),
            is_answered: AtomicBool::new(false),
            is_started: AtomicBool::new(false),
            deadline,
            cancellation: Cancellation::default(),
            origin,
        };
        Self { call: Arc::new(call), is_new: true, is_answered: false }
    }

    pub(super) fn call(&self) -> &Arc<Call<R>> {
        &self.call
    }

    /// Another poll may have begun.
    pub(super) fn has_waited(&mut self) {
        self.is_new = false;
    }
}

/// Resolves with the answer.
impl<R> Future for Asked<R> {
    type Output = Answer<R>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        if std::mem::take(&mut self.is_new) {
            return Poll::Pending;
        }
        let mut state = self.call.state.lock();
        if let Some(answer) = state.answer.take() {
            drop(state);
            self.is_answered = true;
            return Poll::Ready(answer);
        }
        let other = state.asker.as_mut().filter(|asker| !asker.will_wake(cx.waker()));
        let before = other.map(|asker| std::mem::replace(asker, cx.waker().clone()));
        drop(state);
        drop(before);
        Poll::Pending
    }
}

/// What the handler does after its answer is its own affair.
impl<R> Drop for Asked<R> {
    fn drop(&mut self) {
        if !self.is_answered {
            let mut state = self.call.state.lock();
            let left = (state.asker.take(), state.answer.take());
            drop(state);
            self.call.cancellation.cancel();
            // What the answer does when it is dropped may be the user's.
            drop(left);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn an_answer_wakes_the_task_that_looked_last() {
        let mut asked = Asked::<u8>::begin(Instant::now(), None).await;
        asked.has_waited();
        let call = asked.call().clone();
        let mut first = pin!(asked);
        assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let answering = async { call.answer(Ok(7)).is_ok() };
        let (answer, is_taken) = tokio::join!(first, answering);
        assert!(matches!(answer, Ok(7)) && is_taken && call.is_answered.load(Ordering::Relaxed));
        assert!(call.answer(Ok(8)).is_err(), "a second answer");
        assert!(!call.cancellation.is_cancelled());
    }

    #[tokio::test]
    async fn an_asker_that_leaves_cancels_and_takes_nothing() {
        let asked = Asked::<u8>::begin(Instant::now(), None).await;
        let call = asked.call().clone();
        drop(asked);
        assert!(call.cancellation.is_cancelled() && call.answer(Ok(7)).is_err());
        assert_eq!(Arc::strong_count(&call), 1);
    }
}
