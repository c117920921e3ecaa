//! One connection, as a session or a client holds it.

use tokio::io::{AsyncRead, AsyncWrite};

/// A byte stream in both directions whose ends can be told apart.
pub trait Link: AsyncRead + AsyncWrite + Send + Unpin + 'static {
    /// Whether the peer has gone in both directions; one that only stopped sending has not.
    fn is_hung_up(&self) -> bool;

    /// Whether the last read took all that had come, and who read is woken for more: then another would be in vain. Links that
    /// cannot tell say no, which is the default.
    fn waits(&self) -> bool {
        false
    }

    /// Refuses further input. True: the peer's next write fails and what had arrived can still be
    /// read; false: this transport cannot, and the peer may write on.
    fn shut_read(&self) -> bool;
}
