//! The time that all stopping of one runtime together may take: its listeners, then its actors.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// What all stopping may take, from the first stop call.
pub(crate) const BUDGET: Duration = Duration::from_secs(5);

/// What of it is left to the process for its own end once everything has been cut: a handler that holds its thread holds up
/// the end of the executor, too.
pub(crate) const END: Duration = Duration::from_millis(250);

/// What the actors are left when their listeners have used the budget up.
pub(crate) const LEAST: Duration = Duration::from_millis(500);

/// When the stopping that is under way began. Clones are one budget.
#[derive(Clone, Default)]
pub(crate) struct StopBudget {
    since: Arc<Mutex<Option<Instant>>>,
}

impl StopBudget {
    /// When the first stop call came: now, unless one came less than a budget ago.
    pub(crate) fn begin(&self) -> Instant {
        let now = Instant::now();
        let mut since = self.since.lock();
        let under_way = since.filter(|since| now < *since + BUDGET);
        *since.insert(under_way.unwrap_or(now))
    }

    /// What was stopping has ended; the next stop call begins anew.
    #[cfg(feature = "ipc")]
    pub(crate) fn renew(&self) {
        *self.since.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stop_long_after_another_has_a_budget_of_its_own() {
        let budget = StopBudget::default();
        let first = budget.begin();
        tokio::time::advance(BUDGET / 2).await;
        assert_eq!(budget.begin(), first);
        tokio::time::advance(BUDGET / 2).await;
        assert_eq!(budget.begin(), Instant::now());
    }
}
