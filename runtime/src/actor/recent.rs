//! The time as it is needed for each message and each item: a reading of the clock that is not asked for again before the
//! kernel's coarse clock, which costs a quarter of it, has moved on.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

use crate::actor::timekeeper::Timekeeper;
use crate::actor::turn;

/// How much later than [`recent`] it may be: a tick of the coarse clock takes 10 ms at most, unless the thread is held.
pub(crate) const STALENESS: Duration = Duration::from_millis(20);

thread_local! {
    static READ: Cell<Option<Reading>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Reading {
    /// The turn, or the poll of a read, in which the clock was read. `None`: it is one that cannot be paused, and the reading holds
    /// for all on this thread for whom that is so.
    poll: Option<u64>,
    tick: Tick,
    time: Instant,
}

/// Now, or a moment up to a tick ago. Where a test can pause the clock, it is a moment of this turn, or of this poll of a read.
pub(crate) fn recent() -> Instant {
    let poll = turn::poll();
    if poll.is_none() {
        return Instant::now();
    }
    read_in(poll.filter(|_| !turn::has_real_clock()))
}

/// The same for any task, in a turn or not: a clock that can be paused is asked each time.
pub(crate) fn recent_by(timekeeper: Timekeeper) -> Instant {
    if timekeeper.has_real_clock { read_in(None) } else { Instant::now() }
}

fn read_in(poll: Option<u64>) -> Instant {
    let tick = Tick::now();
    match READ.get() {
        Some(read) if read.poll == poll && read.tick.is_still(tick) => read.time,
        _ => {
            let time = Instant::now();
            READ.set(Some(Reading { poll, tick, time }));
            time
        }
    }
}

/// What the coarse clock shows.
#[derive(Clone, Copy)]
#[cfg(target_os = "linux")]
struct Tick(rustix::time::Timespec);

#[cfg(target_os = "linux")]
impl Tick {
    fn now() -> Self {
        Self(rustix::time::clock_gettime(rustix::time::ClockId::MonotonicCoarse))
    }

    fn is_still(self, other: Self) -> bool {
        self.0 == other.0
    }
}

/// There is none: every reading is new.
#[derive(Clone, Copy)]
#[cfg(not(target_os = "linux"))]
struct Tick;

#[cfg(not(target_os = "linux"))]
impl Tick {
    fn now() -> Self {
        Self
    }

    fn is_still(self, _other: Self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_paused_clock_is_asked_each_time() {
        for _ in 0..3 {
            assert_eq!(recent(), Instant::now());
            tokio::time::advance(Duration::from_secs(1)).await;
        }
    }

    #[tokio::test]
    async fn a_clock_that_is_paused_after_it_was_read_is_asked_again() {
        let _before = recent();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(recent(), Instant::now());
    }

    #[test]
    fn the_time_is_never_ahead_and_at_most_a_tick_behind() {
        for _ in 0..1_000 {
            let (before, recent, after) = (Instant::now(), recent(), Instant::now());
            assert!(recent <= after && before <= recent + STALENESS);
        }
    }

    #[crate::acton_message]
    struct Look;

    #[tokio::test(flavor = "multi_thread")]
    async fn over_many_turns_the_time_is_never_ahead_and_at_most_a_tick_behind() {
        let mut runtime = crate::ActonApp::launch();
        let mut clock = runtime.new_actor_with("clock", || ());
        clock.try_mutate_on::<Look>(|_, _| {
            let (before, recent, after) = (Instant::now(), recent(), Instant::now());
            assert!(turn::has_real_clock() && recent <= after && before <= recent + STALENESS);
            crate::prelude::Reply::try_ok(Look)
        });
        let clock = clock.start().await;
        for _ in 0..1_000 {
            clock.ask::<Look>(Look).await.unwrap();
        }
    }
}
