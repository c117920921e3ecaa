//! The attempts of one verb: which errors are worth another, and when it is due.

use std::time::Duration;

use acton_wire::{ErrorCode, Executed};
use tokio::time::{Instant, sleep};

use crate::client::ClientError;
use crate::client::backoff;
use crate::client::deadline::Deadline;
use crate::client::line::Line;

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
    failures: u32,
    /// Dials of the line that had failed when it was last looked at.
    failed_dials: u64,
    /// Whether it has turned out that the connection had ended.
    renewed: bool,
}

impl Attempts {
    pub(super) fn new(timeout: Duration, wanted: bool, line: &Line) -> Self {
        let deadline = Deadline::after(timeout);
        Self { deadline, wanted, failures: 0, failed_dials: line.failed_dials(), renewed: false }
    }

    /// Waits until another attempt is due. Gives the error back if none is worth it: it may have been
    /// executed, cannot get better, or the deadline comes first.
    pub(super) async fn again(&mut self, error: ClientError, line: &Line) -> Result<(), ClientError> {
        if self.finds_it_ended(&error, line) {
            return Ok(());
        }
        if !self.wanted || !passes(&error, line.is_renewable()) {
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

    /// Whether this is the first time that a connection was found to have ended before anything was sent: one that
    /// idled and was closed. Another is made at once, and that is no attempt, for no server was asked.
    fn finds_it_ended(&mut self, error: &ClientError, line: &Line) -> bool {
        let before = std::mem::replace(&mut self.failed_dials, line.failed_dials());
        let unsent = matches!(error, ClientError::Disconnected { executed: Executed::No, .. });
        let ended = unsent && line.is_renewable() && before == self.failed_dials;
        ended && !std::mem::replace(&mut self.renewed, true)
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
