//! A deadline for what an asker or a sender waits for.
//!
//! To set a timer for each and to take it back would cost more than to send the message. So one that did not ring stays set for
//! the next to wait on this thread. As deadlines grow with the time it then rings too early, if it rings at all, and is set anew.
//! A clock that is paused and moves on to what is due next stops at kept timers, too.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use tokio::runtime::Id;
use tokio::task::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::actor::timekeeper::Timekeeper;

/// Timers a thread keeps, and with each of them what it needs of its runtime.
const KEPT: usize = 64;

/// In boxes, since they go from hand to hand.
type Spare = Vec<Box<Timer>>;

thread_local! {
    static SPARE: RefCell<Spare> = const { RefCell::new(Vec::new()) };
}

/// What `future` brings, or `None` at the deadline. Cancel safe if `future` is.
pub(crate) async fn before<T>(
    timekeeper: Timekeeper,
    deadline: Instant,
    future: impl Future<Output = T>,
) -> Option<T> {
    let (mut future, mut alarm) = (pin!(future), None);
    poll_fn(|cx| {
        if let Poll::Ready(brought) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(brought));
        }
        alarm.get_or_insert_with(|| Alarm::new(timekeeper.runtime(), deadline)).poll(cx).map(|()| None)
    })
    .await
}

struct Alarm {
    deadline: Instant,
    /// Among the spare ones once this is dropped.
    timer: Option<Box<Timer>>,
}

impl Alarm {
    fn new(runtime: Id, deadline: Instant) -> Self {
        let spare = || SPARE.try_with(|spare| spare.borrow_mut().pop()).ok().flatten();
        // One of another runtime would ring only while that is driven. No two runtimes of a process have had one id.
        let spare = std::iter::from_fn(spare).find(|timer| timer.runtime == runtime);
        let mut timer = spare.unwrap_or_else(|| Box::new(Timer::new(runtime, deadline)));
        if timer.sleep.deadline() > deadline {
            timer.set(deadline);
        }
        Self { deadline, timer: Some(timer) }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(timer) = &mut self.timer else { return Poll::Ready(()) };
        loop {
            ready!(timer.poll(cx));
            if timer.sleep.deadline() >= self.deadline {
                return Poll::Ready(());
            }
            timer.set(self.deadline);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let Some(timer) = self.timer.take() else { return };
        // At the thread's end there is nowhere to keep it.
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < KEPT {
                spare.push(timer);
            }
        });
    }
}

struct Timer {
    runtime: Id,
    sleep: Pin<Box<Sleep>>,
    /// Whom it wakes, once it is asked to. What the executor keeps of a task that has ended may stay in memory until it rings.
    waker: Option<Waker>,
}

impl Timer {
    fn new(runtime: Id, deadline: Instant) -> Self {
        Self { runtime, sleep: Box::pin(sleep_until(deadline)), waker: None }
    }

    fn set(&mut self, deadline: Instant) {
        self.sleep.as_mut().reset(deadline);
        self.waker = None;
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.sleep.is_elapsed() && self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        self.waker = Some(cx.waker().clone());
        // One that the executor's budget held up would not know its waker.
        pin!(unconstrained(self.sleep.as_mut())).poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How long nothing was waited for.
    async fn waited(most: Duration) -> Duration {
        let began = Instant::now();
        assert_eq!(before(Timekeeper::here(), began + most, pending::<()>()).await, None);
        began.elapsed()
    }

    /// Waits as long as a task needs to wake another, of a second.
    async fn answered() {
        let answer = async { tokio::spawn(ready(())).await.unwrap() };
        assert_eq!(before(Timekeeper::here(), Instant::now() + SECOND, answer).await, Some(()));
    }

    /// When the timers ring that this thread keeps.
    fn spare() -> Vec<Instant> {
        SPARE.take().iter().map(|timer| timer.sleep.deadline()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_timer_that_did_not_ring_waits_for_the_next_who_needs_one() {
        let began = Instant::now();
        for _ in 0..3 {
            answered().await;
            tokio::time::advance(SECOND / 10).await;
        }
        let spare = spare();
        assert_eq!(spare, [began + SECOND], "set once");
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_is_kept_whenever_the_timer_was_to_ring() {
        for (first, then) in [(1, 3), (3, 1), (1, 1)] {
            answered().await;
            assert_eq!(waited(SECOND * first).await, SECOND * first);
            answered().await;
            assert_eq!(waited(SECOND * then).await, SECOND * then);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_timer_that_one_task_left_wakes_the_task_that_has_it_now() {
        tokio::spawn(answered()).await.unwrap();
        let other = tokio::spawn(waited(SECOND / 2));
        assert_eq!(waited(SECOND * 2).await, SECOND * 2);
        assert_eq!(other.await.unwrap(), SECOND / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_thread_keeps_no_more_timers_than_its_limit() {
        let crowd: tokio::task::JoinSet<_> = (0..2 * KEPT).map(|_| waited(SECOND)).collect();
        crowd.join_all().await;
        assert_eq!(spare().len(), KEPT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_comes_for_who_looks_without_being_woken() {
        let mut waits = pin!(waited(SECOND));
        let mut look = || waits.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(look().is_pending());
        tokio::time::sleep(SECOND * 2).await;
        assert!(look().is_ready());
    }

    #[test]
    fn a_timer_of_another_runtime_is_not_waited_for() {
        let runtime = || {
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
        };
        runtime().block_on(answered());
        assert_eq!(runtime().block_on(waited(SECOND * 2)), SECOND * 2);
        assert_eq!(spare().len(), 1);
    }
}
