//! What is wrong with a header. The connection is not in step any more: one ERROR frame, then close.

use super::Version;
use crate::ErrorCode;

/// Why a header was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A version nobody speaks.
    #[error("the frame's version byte is {0:#04x}; speak version 2, or version 1 without a format byte")]
    Version(u8),
    /// A type the version does not have.
    #[error("the frame's type byte {byte:#04x} does not exist in version {}", version.byte())]
    Type {
        /// The type byte.
        byte: u8,
        /// The version it came under.
        version: Version,
    },
    /// A format nobody speaks.
    #[error("the frame's format byte is {0:#04x}; use 0x01 for JSON or 0x02 for MessagePack")]
    Format(u8),
    /// More payload than is accepted here.
    #[error(
        "the frame announces {announced} bytes of payload and at most {limit} are accepted; \
         split the message, or raise the server's max_payload (16 MiB at most)"
    )]
    TooLarge {
        /// Bytes in the length field.
        announced: usize,
        /// Bytes accepted.
        limit: usize,
    },
}

impl FrameError {
    /// The code the peer is told.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::PayloadTooLarge,
            Self::Version(_) | Self::Type { .. } | Self::Format(_) => ErrorCode::ProtocolError,
        }
    }
}
