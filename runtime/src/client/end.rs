//! How a connection ended, and what that says to whoever waited for it.

use acton_wire::answer::Response;
use acton_wire::{DecodeError, Executed};

use crate::client::ClientError;
use crate::client::error::sentence;

/// Why nothing more comes.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// The server let nobody in, and did nothing.
    Refused { code: String, message: String },
    /// Anything else.
    Broken(String),
}

impl End {
    pub(super) fn refused(answer: &Response<'_>) -> Self {
        Self::Refused {
            code: sentence(answer.error_code.as_deref().unwrap_or("UNKNOWN")),
            message: sentence(answer.error.as_deref().unwrap_or("the server refused the connection")),
        }
    }

    /// What it means to a request of which the client knows only so much.
    pub(super) fn error(&self, executed: Executed) -> ClientError {
        match self {
            Self::Refused { code, message } => ClientError::Server {
                code: code.clone(),
                message: message.clone(),
                executed: Executed::No,
                retry_after: None,
            },
            Self::Broken(reason) => ClientError::Disconnected { reason: reason.clone(), executed },
        }
    }
}

impl From<ClientError> for End {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Server { code, message, .. } => Self::Refused { code, message },
            ClientError::Disconnected { reason, .. } => Self::Broken(reason),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<DecodeError> for End {
    fn from(error: DecodeError) -> Self {
        Self::Broken(format!("the server sent a frame that does not parse: {error}"))
    }
}
