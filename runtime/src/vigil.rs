//! Busy polling: for a short while after bytes have come, the executor is kept from sleeping, so that the next ones find it
//! awake. To be woken costs more than a call does.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::cores;

/// Looks for events between two at which other processes may have the core, where there are several cores.
const LOOKS_A_YIELD: u32 = 4;

/// Shared by the connections it is kept for.
#[derive(Debug)]
pub(crate) struct Vigil {
    lasts: Duration,
    start: Instant,
    /// When it was last asked for, in nanoseconds since `start`.
    asked: AtomicU64,
    is_kept: AtomicBool,
    begins: Notify,
}

impl Vigil {
    /// One that lasts this long beyond the last byte; none, if that is no time.
    pub(crate) fn lasting(lasts: Duration) -> Option<Self> {
        (!lasts.is_zero()).then(|| Self {
            lasts,
            start: Instant::now(),
            asked: AtomicU64::new(0),
            is_kept: AtomicBool::new(false),
            begins: Notify::new(),
        })
    }

    /// Bytes have come, or will.
    pub(crate) fn ask(&self, now: Instant) {
        let since = u64::try_from(now.duration_since(self.start).as_nanos()).unwrap_or(u64::MAX);
        self.asked.store(since, Ordering::Relaxed);
        if !self.is_kept.load(Ordering::Relaxed) && !self.is_kept.swap(true, Ordering::Relaxed) {
            self.begins.notify_one();
        }
    }

    /// Keeps it whenever it is asked for. Never resolves; cancel safe.
    pub(crate) async fn keep(&self) {
        loop {
            self.begins.notified().await;
            let mut looks = 0_u32;
            while self.is_due(Instant::now()) {
                // The executor looks for events without sleeping. On a shared core the peer must get on meanwhile.
                tokio::task::yield_now().await;
                looks = looks.wrapping_add(1);
                if cores::is_alone() || looks.is_multiple_of(LOOKS_A_YIELD) {
                    std::thread::yield_now();
                }
            }
            self.is_kept.store(false, Ordering::Relaxed);
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        let until = self.start + Duration::from_nanos(self.asked.load(Ordering::Relaxed)) + self.lasts;
        now < until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lasts_from_when_it_was_last_asked_for() {
        let vigil = Vigil::lasting(Duration::from_micros(50)).unwrap();
        let micros = |count| vigil.start + Duration::from_micros(count);
        assert!(Vigil::lasting(Duration::ZERO).is_none());
        assert!(vigil.is_due(micros(49)) && !vigil.is_due(micros(50)));
        vigil.ask(micros(40));
        assert!(vigil.is_due(micros(89)) && !vigil.is_due(micros(90)));
    }

    #[tokio::test]
    async fn it_ends_by_itself_and_begins_again_when_asked() {
        let vigil = Vigil::lasting(Duration::from_micros(50)).unwrap();
        let asks = async {
            for _ in 0..3 {
                vigil.ask(Instant::now());
                assert!(vigil.is_kept.load(Ordering::Relaxed));
                while vigil.is_kept.load(Ordering::Relaxed) {
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::select! {
            () = vigil.keep() => unreachable!("it is kept for as long as there is somebody to ask"),
            () = asks => {}
        }
    }
}
