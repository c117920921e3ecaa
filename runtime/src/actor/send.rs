//! Why a message did not reach a mailbox.

use std::fmt;

/// A message that was not taken; it comes back to whoever sent it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError<M> {
    /// The mailbox is full, and stayed so for as long as the sender was willing to wait.
    #[error("the actor's mailbox is full; the message is handed back")]
    Full(M),
    /// The actor has stopped, or takes no more messages because it is stopping.
    #[error("the actor has stopped; the message is handed back")]
    Stopped(M),
}

impl<M> SendError<M> {
    /// The message that was not taken.
    pub fn into_message(self) -> M {
        match self {
            Self::Full(message) | Self::Stopped(message) => message,
        }
    }
}

impl<M> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Stopped(_) => "Stopped(..)",
        })
    }
}
