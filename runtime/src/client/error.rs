//! What a client meets, and what each says of a retry.

use std::time::Duration;

use acton_wire::limits::MAX_ERROR_TEXT;
use acton_wire::{DecodeError, EncodeError, ErrorCode, Executed};

use crate::transport::unix::ConnectError;

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No connection was made, or none in the place of one that ended because the server that is there
    /// now is not trusted.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The server answered with an error.
    #[error("{message}")]
    Server {
        /// The stable code, such as `TARGET_BUSY`.
        code: String,
        /// The server's sentence, for people.
        message: String,
        /// Whether the handler ran.
        executed: Executed,
        /// When a retry has a chance.
        retry_after: Option<Duration>,
    },
    /// The server said nothing in time, and was told to stop.
    #[error(
        "the server did not answer within {} ms; give it a longer timeout, or see what keeps its actor busy",
        within.as_millis()
    )]
    Timeout {
        /// How long it was given.
        within: Duration,
    },
    /// As much is in flight on the connection as may be, and nothing ended in time; nothing was sent.
    #[error(
        "the request was not sent: nothing that is in flight on this connection ended within {} ms; \
         send less at once, or use a second connection",
        within.as_millis()
    )]
    NoRoom {
        /// How long the request waited.
        within: Duration,
    },
    /// The server answered with something that cannot be an answer to this.
    #[error("the server broke the protocol: {reason}")]
    Protocol {
        /// What it did.
        reason: String,
    },
    /// The connection ended before the answer came, or had ended and could not be made again in time. The
    /// next verb tries to.
    #[error("the connection ended: {reason}")]
    Disconnected {
        /// What ended it.
        reason: String,
        /// Whether the handler may have run.
        executed: Executed,
    },
    /// The message could not be encoded; nothing was sent.
    #[error("the message cannot be encoded: {0}")]
    Encode(#[from] EncodeError),
    /// The message is larger than a frame may be; nothing was sent.
    #[error("the message has {bytes} bytes and a frame holds at most {limit}")]
    TooLarge {
        /// Its encoded size.
        bytes: usize,
        /// The most a frame may have.
        limit: usize,
    },
    /// The reply is not of the type asked for. The handler ran.
    #[error("the reply does not fit the type asked for: {0}")]
    Decode(#[from] DecodeError),
}

impl ClientError {
    /// The stable code: the server's, or the one that says the same of the client's own errors.
    #[must_use]
    pub fn code(&self) -> &str {
        let own = match self {
            Self::Server { code, .. } => return code,
            Self::Connect(_) | Self::Disconnected { .. } => ErrorCode::IoError,
            Self::Timeout { .. } | Self::NoRoom { .. } => ErrorCode::Timeout,
            Self::Protocol { .. } => ErrorCode::ProtocolError,
            Self::Encode(_) | Self::Decode(_) => ErrorCode::SerializationError,
            Self::TooLarge { .. } => ErrorCode::PayloadTooLarge,
        };
        own.as_str()
    }

    /// Whether the handler ran: the one thing a retry may depend on.
    #[must_use]
    pub fn executed(&self) -> Executed {
        match self {
            Self::Server { executed, .. } | Self::Disconnected { executed, .. } => *executed,
            Self::Connect(_) | Self::Encode(_) | Self::TooLarge { .. } | Self::NoRoom { .. } => Executed::No,
            Self::Timeout { .. } | Self::Protocol { .. } => Executed::Maybe,
            Self::Decode(_) => Executed::Yes,
        }
    }

    /// When a retry has a chance, if the server said so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Server { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// The parts of an answer that is an error, in whichever struct it came.
pub(super) struct Refusal<'a> {
    pub(super) error: Option<&'a str>,
    pub(super) error_code: Option<&'a str>,
    pub(super) executed: Option<Executed>,
    pub(super) retry_after_ms: Option<u64>,
}

impl From<Refusal<'_>> for ClientError {
    fn from(refusal: Refusal<'_>) -> Self {
        // A server that does not say whether the handler ran leaves it open.
        Self::Server {
            code: sentence(refusal.error_code.unwrap_or("UNKNOWN")),
            message: sentence(refusal.error.unwrap_or("the server gave no reason")),
            executed: refusal.executed.unwrap_or(Executed::Maybe),
            retry_after: refusal.retry_after_ms.map(Duration::from_millis),
        }
    }
}

/// A text of the server's, no longer than the protocol allows.
pub(super) fn sentence(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_ERROR_TEXT)].to_owned()
}
