//! Counts what may happen without end, so that the log tells of it at most once a second.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

const INTERVAL: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(crate) struct Tally(Mutex<Count>);

#[derive(Default)]
struct Count {
    untold: u64,
    told: Option<Instant>,
}

impl Tally {
    /// Counts one more. If it is time for a line in the log: how many there were since the last.
    pub(crate) fn add(&self) -> Option<u64> {
        let now = Instant::now();
        let mut count = self.0.lock();
        count.untold += 1;
        if count.told.is_some_and(|told| now.duration_since(told) < INTERVAL) {
            return None;
        }
        count.told = Some(now);
        Some(std::mem::take(&mut count.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_line_is_due_once_a_second_and_tells_of_all_since_the_last() {
        let tally = Tally::default();
        assert_eq!(tally.add(), Some(1));
        assert_eq!((tally.add(), tally.add()), (None, None));
        tokio::time::advance(INTERVAL).await;
        assert_eq!(tally.add(), Some(3));
        assert_eq!(tally.add(), None);
    }
}
