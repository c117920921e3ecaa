//! Why a value did not become bytes. For our own log: the peer is told the code only.

use crate::ErrorCode;

/// Why a value could not be encoded. Its text may quote the value; keep it off the wire.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The format is not built in.
    #[error("MessagePack is not built in; enable the feature `messagepack`, or use JSON")]
    Unsupported,
    /// The value has no JSON form, or its `Serialize` failed.
    #[error("the value cannot be written as JSON: {0}")]
    Json(#[source] serde_json::Error),
    /// The value has no MessagePack form, or its `Serialize` failed.
    #[cfg(feature = "messagepack")]
    #[error("the value cannot be written as MessagePack: {0}")]
    MessagePack(#[source] rmp_serde::encode::Error),
}

impl EncodeError {
    /// The code the peer is told.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unsupported => ErrorCode::UnsupportedFormat,
            Self::Json(_) => ErrorCode::Internal,
            #[cfg(feature = "messagepack")]
            Self::MessagePack(_) => ErrorCode::Internal,
        }
    }
}
