//! A Unix socket that only its owner can take, and that only those let in can reach.
//!
//! [`UnixSocket::bind`] reads top down: directory, lock, what is at the path, birth of the socket. Knows
//! users, files and sockets; nothing of frames.

mod bind;
mod claim;
mod connect;
mod directory;
mod error;
mod file_kind;
mod group;
mod hangup;
mod lock;
mod occupant;
mod passed;
mod path;
mod peer_cred;
mod private_directory;
mod stream;
mod trust;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

pub use connect::{ConnectError, connect};
pub use error::SocketError;
pub use file_kind::FileKind;
pub use hangup::{is_hung_up, shut_read};
pub use path::{check_length, default_socket_path};
pub use peer_cred::PeerCred;
pub use stream::UnixLink;
pub use trust::{trust_uid_from_env, trusted};

use claim::Claim;
use lock::PathLock;

/// A listening socket and, where we made it, the lock that makes its path ours.
///
/// Dropping it (or [`close`](Self::close)) unlinks the socket if the path still names the one we made, stops
/// listening, and only then lets the next owner in. Connections already accepted live on.
#[derive(Debug)]
pub struct UnixSocket {
    path: PathBuf,
    // Fields drop in this order, which is the order of leaving: name, listener, lock.
    _name: Option<Claim>,
    listener: UnixListener,
    _lock: Option<PathLock>,
}

impl UnixSocket {
    /// Listens at `path`, with mode 0600 from birth, or 0660 for `group` (a group's name or number).
    ///
    /// Directories that are missing are made, 0700 (0710 with a group). A dead socket of our own user is
    /// replaced; whatever else is at the path stays untouched and is an error. A relative path means the
    /// directory we are in now.
    ///
    /// # Panics
    /// Outside a tokio runtime with IO enabled.
    pub fn bind(path: &Path, group: Option<&str>) -> Result<Self, SocketError> {
        check_length(path)?;
        if path.file_name().is_none() {
            return Err(SocketError::NoFileName { path: path.to_owned() });
        }
        let group = group.map(group::resolve).transpose()?;
        directory::prepare(path.parent().unwrap_or(Path::new("")), group)?;
        let lock = PathLock::acquire(path)?;
        occupant::make_way(path)?;
        let (listener, name) = bind::bind(path, group)?;
        Self::of(listener, path.to_owned(), Some(name), Some(lock))
    }

    /// The socket that systemd made and passed to this process (`LISTEN_FDS`, `LISTEN_PID`), if it passed
    /// one. It is taken once: both variables are removed, and who asks again finds none.
    ///
    /// Path, mode and group are its unit's and are left as they are, also at the end. With `group`, it is
    /// an error if they let in anybody else.
    ///
    /// # Panics
    /// Outside a tokio runtime with IO enabled.
    pub fn passed(group: Option<&str>) -> Result<Option<Self>, SocketError> {
        let group = group.map(group::resolve).transpose()?;
        let Some((listener, path)) = passed::take(group)? else { return Ok(None) };
        Self::of(listener, path, None, None).map(Some)
    }

    fn of(
        listener: std::os::unix::net::UnixListener,
        path: PathBuf,
        name: Option<Claim>,
        lock: Option<PathLock>,
    ) -> Result<Self, SocketError> {
        let listener = UnixListener::from_std(listener).map_err(SocketError::io("listen at", &path))?;
        Ok(Self { path, _name: name, listener, _lock: lock })
    }

    /// The path as it was given to [`bind`](Self::bind), or to whoever passed the socket.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next connection and who made it.
    ///
    /// An error is the listener's (descriptors ran out, say): pause and try again. A peer that vanished
    /// before it could be asked who it is does not count as a connection.
    ///
    /// # Cancel safety
    /// No connection is lost when the future is dropped.
    pub async fn accept(&self) -> io::Result<(UnixLink, PeerCred)> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            if let Ok(caller) = PeerCred::of(&stream) {
                return Ok((UnixLink::new(stream)?, caller));
            }
        }
    }

    /// Stops listening; the same as dropping it, said aloud.
    pub fn close(self) {}
}
