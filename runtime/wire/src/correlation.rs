//! Correlation ids: opaque, echoed whole, bounded.

use crate::{DecodeError, limits::MAX_CORRELATION_ID};

/// The id of an answer to something whose own id could not be read or is too long.
pub const UNKNOWN_ID: &str = "unknown";

/// The id of the one ERROR frame that tells a connection it was refused.
pub const REJECTED_ID: &str = "__acton_connection_rejected__";

pub(crate) fn check(id: &str) -> Result<(), DecodeError> {
    if id.len() > MAX_CORRELATION_ID { Err(DecodeError::IdTooLong { length: id.len() }) } else { Ok(()) }
}
