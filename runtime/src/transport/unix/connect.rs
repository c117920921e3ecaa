//! A client's way in: connect, then ask the kernel whose server it is before a byte is sent.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::UnixStream;

use super::{PeerCred, SocketError, UnixLink, check_length, trusted};

/// The waits for room in a server's queue: 1 ms doubled nine times, about a second in all.
const WAITS: u32 = 10;

/// What keeps a client from a server it may believe.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The path cannot be a socket's.
    #[error(transparent)]
    Path(#[from] SocketError),

    /// Nothing is at the path, or nobody listens there.
    #[error("no server is listening at {}: start one, or name its socket with ACTON_SOCKET", path.display())]
    NotListening {
        /// The path as given.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },

    /// The server's queue stayed full for a second.
    #[error("the server at {} has too many callers waiting to be let in: try again later", path.display())]
    Busy {
        /// The path as given.
        path: PathBuf,
    },

    /// The server is run by a user we have no reason to believe.
    #[error(
        "the server at {} is run by the user with uid {uid}, whom we do not trust, \
         and was sent nothing: choose another socket path, or set ACTON_TRUST_UID={uid} \
         if that user is meant",
        path.display()
    )]
    Untrusted {
        /// The path as given.
        path: PathBuf,
        /// The user who runs the server.
        uid: u32,
    },

    /// `$ACTON_TRUST_UID` is not a uid.
    #[error("ACTON_TRUST_UID does not hold the number of a user: set it to a uid such as 1000, or unset it")]
    BadTrustUid,

    /// The system refused.
    #[error("cannot connect to {}: {source}; check that this user may open the socket", path.display())]
    Io {
        /// The path as given.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// Connects to the server at `path` if it is run by our own user, root, or one of `trust_uids`.
///
/// A full queue is waited out for about a second.
///
/// # Cancel safety
/// Dropping the future drops the connection, if there was one; nothing has been sent.
///
/// # Panics
/// Outside a tokio runtime with IO and time enabled.
pub async fn connect(path: &Path, trust_uids: &[u32]) -> Result<UnixLink, ConnectError> {
    check_length(path)?;
    let stream = open(path).await?;
    let io = |source| ConnectError::Io { path: path.to_owned(), source };
    let server = PeerCred::of(&stream).map_err(io)?;
    if trusted(server.uid, trust_uids.iter().copied()) {
        UnixLink::new(stream).map_err(io)
    } else {
        Err(ConnectError::Untrusted { path: path.to_owned(), uid: server.uid })
    }
}

async fn open(path: &Path) -> Result<UnixStream, ConnectError> {
    for round in 0..=WAITS {
        match UnixStream::connect(path).await {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if round < WAITS {
                    tokio::time::sleep(Duration::from_millis(1 << round)).await;
                }
            }
            Err(source) => return Err(refused(path, source)),
        }
    }
    Err(ConnectError::Busy { path: path.to_owned() })
}

fn refused(path: &Path, source: io::Error) -> ConnectError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => ConnectError::NotListening { path, source },
        _ => ConnectError::Io { path, source },
    }
}

#[cfg(test)]
mod tests;
