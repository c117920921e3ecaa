//! Why bytes did not become a value. Every text may go to the peer: it holds nothing the peer sent but plain names.

use crate::{ErrorCode, limits::MAX_CORRELATION_ID};

/// Why a payload or one of our structs did not decode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The frame's format is not built in.
    #[error("this peer is built without MessagePack; send JSON, format byte 01")]
    Unsupported,
    /// A correlation id longer than [`MAX_CORRELATION_ID`].
    #[error("the correlation id is {length} bytes long; at most {MAX_CORRELATION_ID} are accepted")]
    IdTooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// JSON that is not UTF-8.
    #[error("the JSON is not valid UTF-8 from byte {offset} on")]
    Utf8 {
        /// The first byte that does not belong.
        offset: usize,
    },
    /// A value that does not fit its type, or that is no value at all.
    #[error("cannot read {}: {reason}", place(path))]
    Mismatch {
        /// The field, as `items[2].price`; empty for the whole value.
        path: String,
        /// What was expected there.
        reason: String,
    },
    /// MessagePack that is malformed, too deep, or has keys or types that are not accepted.
    #[cfg(feature = "messagepack")]
    #[error("cannot read the MessagePack: {0}")]
    MessagePack(#[from] crate::msgpack::Fault),
}

impl DecodeError {
    /// The code the peer is told.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unsupported => ErrorCode::UnsupportedFormat,
            Self::IdTooLong { .. } => ErrorCode::ProtocolError,
            _ => ErrorCode::SerializationError,
        }
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { "the value".to_owned() } else { format!("field `{path}`") }
}
