//! The attempts of one verb: which errors are worth another, and when it is due.

use std::time::Duration;

use acton_wire::{ErrorCode, Executed};
use tokio::time::{Instant, sleep};

use crate::client::ClientError;
use crate::client::backoff;
use crate::client::deadline::Deadline;

/// What a server says when a moment later it may say something else.
const PASSING: [ErrorCode; 4] = [
    ErrorCode::TargetBusy,
    ErrorCode::RateLimited,
    ErrorCode::ShuttingDown,
    ErrorCode::ConnectionLimitReached,
];

#[derive(Debug)]
pub(super) struct Attempts {
    pub(super) deadline: Deadline,
    /// Whether there is to be more than one.
    pub(super) wanted: bool,
    /// Whether another connection can be made once this one has ended.
    pub(super) renewable: bool,
    failures: u32,
}

impl Attempts {
    pub(super) fn new(timeout: Duration, wanted: bool, renewable: bool) -> Self {
        Self { deadline: Deadline::after(timeout), wanted, renewable, failures: 0 }
    }

    /// Waits until another attempt is due. Gives the error back if none is worth it: it may have been
    /// executed, cannot get better, or the deadline comes first.
    pub(super) async fn again(&mut self, error: ClientError) -> Result<(), ClientError> {
        if !self.wanted || !passes(&error, self.renewable) {
            return Err(error);
        }
        self.failures = self.failures.saturating_add(1);
        let pause = backoff::pause(self.failures) + error.retry_after().unwrap_or_default();
        match Instant::now().checked_add(pause) {
            Some(due) if due < self.deadline.at => {
                // Apart, so that a verb that meets no error does not carry room for a timer.
                Box::pin(sleep(pause)).await;
                Ok(())
            }
            _ => Err(error),
        }
    }
}

/// Whether nothing was executed and the same request may succeed later.
fn passes(error: &ClientError, renewable: bool) -> bool {
    if error.executed() != Executed::No {
        return false;
    }
    match error {
        ClientError::Disconnected { .. } => renewable,
        ClientError::Server { code, .. } => PASSING.into_iter().any(|passing| {
            let ends_connection =
                matches!(passing, ErrorCode::ShuttingDown | ErrorCode::ConnectionLimitReached);
            passing.as_str() == code && (renewable || !ends_connection)
        }),
        _ => false,
    }
}
