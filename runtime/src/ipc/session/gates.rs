//! What a request has to pass before its actor is looked up: draining, rate, access.

use acton_wire::{ErrorCode, Executed, Failure};

use crate::ipc::connection::Connection;
use crate::ipc::gate::RateGate;

pub(super) struct Gates {
    rate: Option<RateGate>,
    /// The connection is being closed: requests are refused.
    is_leaving: bool,
}

impl Gates {
    pub(super) fn new(rate: Option<RateGate>) -> Self {
        Self { rate, is_leaving: false }
    }

    pub(super) fn leave(&mut self) {
        self.is_leaving = true;
    }

    /// Lets a request through, or says why not.
    pub(super) fn pass(
        &self,
        connection: &Connection,
        target: &str,
        message_type: &str,
    ) -> Result<(), Failure<'static>> {
        let server = &connection.server;
        if self.is_leaving || server.is_stopping() {
            let detail = "the server takes no more requests on this connection";
            return Err(Failure::new(ErrorCode::ShuttingDown, detail).executed(Executed::No));
        }
        if let Some(rate) = &self.rate {
            rate.pass()?;
        }
        if !server.allows(|policy| policy.request(&connection.caller, target, message_type)) {
            let detail = "this user may not send this message to this target";
            return Err(Failure::new(ErrorCode::AccessDenied, detail));
        }
        Ok(())
    }
}
