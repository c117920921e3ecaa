//! Who is at the other end, as the kernel tells it. Knows numbers only; what they may do is decided
//! elsewhere.

use std::io;

use rustix::process::{getegid, geteuid, getpid};
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
    /// Ourselves: the peer of a connection that stays inside the process.
    #[must_use]
    pub fn this_process() -> Self {
        Self { pid: Some(getpid().as_raw_nonzero().get()), uid: geteuid().as_raw(), gid: getegid().as_raw() }
    }

    /// Asks the kernel who is at the other end of `stream`.
    pub fn of(stream: &UnixStream) -> io::Result<Self> {
        let told = stream.peer_cred()?;
        Ok(Self { pid: told.pid(), uid: told.uid(), gid: told.gid() })
    }
}
