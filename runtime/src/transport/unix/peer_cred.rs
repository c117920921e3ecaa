//! Who is at the other end, as the kernel tells it. Knows numbers only; what they may do is decided
//! elsewhere.

use std::io;

use tokio::net::UnixStream;

/// The process at the other end of a connection, as it was when it connected or began to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeerCred {
    /// Its number, where the system tells; the process may be gone and the number another's by now.
    pub pid: Option<i32>,
    /// Its effective user.
    pub uid: u32,
    /// Its effective group.
    pub gid: u32,
}

impl PeerCred {
    /// Asks the kernel who is at the other end of `stream`.
    pub fn of(stream: &UnixStream) -> io::Result<Self> {
        let told = stream.peer_cred()?;
        Ok(Self { pid: told.pid(), uid: told.uid(), gid: told.gid() })
    }
}
