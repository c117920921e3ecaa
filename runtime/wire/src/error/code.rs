//! The stable error codes and what each one says by default.

use std::{fmt, str::FromStr};

use super::Executed;

/// A stable code: what programs decide by. The sentence beside it is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// Nothing is exposed under that target, or the actor stopped before the message started.
    ActorNotFound,
    /// The type is not registered, or the actor has no handler for it.
    UnknownMessageType,
    /// A payload or envelope does not parse.
    SerializationError,
    /// The mailbox is full, or an exclusive stream stalled.
    TargetBusy,
    /// The connection, or the foreign uid, sends too fast.
    RateLimited,
    /// A configured limit is reached.
    QuotaExceeded,
    /// The policy says no.
    AccessDenied,
    /// The listener drains, or the request was cut at its deadline.
    ShuttingDown,
    /// The listener has no room for another connection.
    ConnectionLimitReached,
    /// The frame, or its order, breaks the protocol.
    ProtocolError,
    /// The frame's format is not built in.
    UnsupportedFormat,
    /// A frame or a reply is larger than is accepted.
    PayloadTooLarge,
    /// No reply came in time.
    Timeout,
    /// The request was cancelled.
    Cancelled,
    /// The handler ran and gave no reply.
    IoError,
    /// A `try_` handler returned an error.
    HandlerError,
    /// The handler panicked.
    HandlerPanicked,
    /// The reply could not be encoded.
    Internal,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 18] = [
        Self::ActorNotFound,
        Self::UnknownMessageType,
        Self::SerializationError,
        Self::TargetBusy,
        Self::RateLimited,
        Self::QuotaExceeded,
        Self::AccessDenied,
        Self::ShuttingDown,
        Self::ConnectionLimitReached,
        Self::ProtocolError,
        Self::UnsupportedFormat,
        Self::PayloadTooLarge,
        Self::Timeout,
        Self::Cancelled,
        Self::IoError,
        Self::HandlerError,
        Self::HandlerPanicked,
        Self::Internal,
    ];

    /// The code on the wire, such as `ACTOR_NOT_FOUND`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// What the `error` text begins with, before the colon, such as `ActorNotFound`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        self.row().1
    }

    /// Whether the handler ran, where nothing more is known.
    #[must_use]
    pub const fn executed(self) -> Executed {
        self.row().2
    }

    const fn row(self) -> (&'static str, &'static str, Executed) {
        use Executed::{Maybe, No, Yes};
        match self {
            Self::ActorNotFound => ("ACTOR_NOT_FOUND", "ActorNotFound", No),
            Self::UnknownMessageType => ("UNKNOWN_MESSAGE_TYPE", "UnknownMessageType", No),
            Self::SerializationError => ("SERIALIZATION_ERROR", "SerializationError", No),
            Self::TargetBusy => ("TARGET_BUSY", "TargetBusy", No),
            Self::RateLimited => ("RATE_LIMITED", "RateLimited", No),
            Self::QuotaExceeded => ("QUOTA_EXCEEDED", "QuotaExceeded", No),
            Self::AccessDenied => ("ACCESS_DENIED", "AccessDenied", No),
            Self::ShuttingDown => ("SHUTTING_DOWN", "ShuttingDown", No),
            Self::ConnectionLimitReached => ("CONNECTION_LIMIT_REACHED", "ConnectionLimitReached", No),
            Self::ProtocolError => ("PROTOCOL_ERROR", "ProtocolError", No),
            Self::UnsupportedFormat => ("UNSUPPORTED_FORMAT", "UnsupportedFormat", No),
            Self::PayloadTooLarge => ("PAYLOAD_TOO_LARGE", "PayloadTooLarge", No),
            Self::Timeout => ("TIMEOUT", "Timeout", Maybe),
            Self::Cancelled => ("CANCELLED", "Cancelled", Maybe),
            Self::IoError => ("IO_ERROR", "I/O error", Yes),
            Self::HandlerError => ("HANDLER_ERROR", "HandlerError", Yes),
            Self::HandlerPanicked => ("HANDLER_PANICKED", "HandlerPanicked", Maybe),
            Self::Internal => ("INTERNAL", "Internal", Yes),
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A code this version does not know; treat it as a failure of which nothing more is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the error code is not one this version of the protocol knows")]
pub struct UnknownCode;

impl FromStr for ErrorCode {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL.into_iter().find(|known| known.as_str() == code).ok_or(UnknownCode)
    }
}
