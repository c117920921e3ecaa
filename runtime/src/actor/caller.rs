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

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "pid {pid}, uid {}, gid {}", self.uid, self.gid),
            None => write!(f, "uid {}, gid {}", self.uid, self.gid),
        }
    }
}
