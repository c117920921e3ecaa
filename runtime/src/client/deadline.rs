//! By when a verb ends, whatever happens to its connection meanwhile.

use std::time::Duration;

use acton_wire::limits::MAX_RESPONSE_TIMEOUT_MS;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    /// How long it is in all.
    pub(super) within: Duration,
    pub(super) at: Instant,
}

impl Deadline {
    /// From now on; zero and anything longer mean the longest a server allows.
    pub(super) fn after(timeout: Duration) -> Self {
        let longest = Duration::from_millis(MAX_RESPONSE_TIMEOUT_MS);
        let within = if timeout.is_zero() { longest } else { timeout.min(longest) };
        Self { within, at: Instant::now() + within }
    }

    pub(super) fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }
}
