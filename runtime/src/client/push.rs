//! One broadcast as it arrived.

use std::sync::Arc;

use acton_wire::answer;
use serde::de::DeserializeOwned;

use crate::client::ClientError;
use crate::client::arrival::Received;

/// One broadcast as it arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Push {
    /// The registered name of the message's type.
    pub message_type: String,
    /// The actor that broadcast it, if one did.
    pub source_actor: Option<String>,
    /// When the server sent it, in Unix milliseconds.
    pub timestamp_ms: u64,
    /// Its number among the pushes of this type on its connection, from 0; a gap is a loss. Another
    /// connection begins at 0 again.
    pub sequence: Option<u64>,
    received: Arc<Received>,
}

impl Push {
    pub(super) fn new(push: &answer::Push<'_>, received: Arc<Received>) -> Self {
        Self {
            message_type: push.message_type.as_ref().into(),
            source_actor: push.source_actor.as_deref().map(Into::into),
            timestamp_ms: push.timestamp_ms,
            sequence: push.sequence,
            received,
        }
    }

    /// Bytes of the encoded message.
    pub(super) fn len(&self) -> usize {
        self.received.bytes.len()
    }

    /// The message.
    ///
    /// # Errors
    /// It does not fit `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        self.received.decode()
    }
}
