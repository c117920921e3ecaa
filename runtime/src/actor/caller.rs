//! Who called: the credentials of the process at the other end.

use std::collections::BTreeMap;
use std::fmt;

/// Key–value pairs that a caller sent along with its request.
pub type Headers = BTreeMap<String, String>;

/// The process that sent a request, as the operating system vouches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// Process id, where the system tells it.
    pub pid: Option<i32>,
    /// Effective user id at the time of the connect.
    pub uid: u32,
    /// Effective group id at the time of the connect.
    pub gid: u32,
}

#[cfg(feature = "ipc")]
impl Caller {
    /// Whether the caller is our own user or root.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.uid == 0 || self.uid == rustix::process::geteuid().as_raw()
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "pid {pid}, uid {}, gid {}", self.uid, self.gid),
            None => write!(f, "uid {}, gid {}", self.uid, self.gid),
        }
    }
}
