//! What is at the path before us: a dead socket of ours makes way, everything else stays. Called with the
//! lock held.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::io::Errno;
use rustix::net::SocketAddrUnix;
use rustix::process::geteuid;

use super::bind::open_socket;
use super::claim::Claim;
use super::{FileKind, SocketError};

/// Unlinks a dead socket of our own user; refuses anything else that is there.
pub(super) fn make_way(path: &Path) -> Result<(), SocketError> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(SocketError::io("look at", path)(error)),
    };
    let own = geteuid().as_raw();
    let kind = FileKind::from(found.file_type());
    if kind != FileKind::Socket || found.uid() != own {
        return Err(refusal(path, kind, found.uid(), own));
    }
    if is_alive(path).map_err(SocketError::io("ask who listens at", path))? {
        return Err(SocketError::AlreadyRunning { path: path.to_owned(), pid: None });
    }
    // By inode: what took its place since we asked stays.
    Claim::new(path, &found)
        .and_then(|dead| dead.give_up())
        .map_err(SocketError::io("unlink the dead socket", path))
}

/// The error for something that came to be at `path` after [`make_way`] had found it free.
pub(super) fn intruder(path: &Path, otherwise: impl Into<io::Error>) -> SocketError {
    fs::symlink_metadata(path).map_or_else(
        |_| SocketError::io("bind the socket", path)(otherwise),
        |found| refusal(path, found.file_type().into(), found.uid(), geteuid().as_raw()),
    )
}

fn refusal(path: &Path, kind: FileKind, owner: u32, own: u32) -> SocketError {
    let path = path.to_owned();
    if owner == own {
        SocketError::Occupied { path, kind }
    } else {
        SocketError::Foreign { path, kind, owner, own }
    }
}

/// Dead is only what refuses: a full queue and a socket of another type both have somebody behind them.
fn is_alive(path: &Path) -> io::Result<bool> {
    let probe = open_socket()?;
    match rustix::net::connect(&probe, &SocketAddrUnix::new(path)?) {
        Ok(()) | Err(Errno::AGAIN | Errno::INPROGRESS | Errno::PROTOTYPE) => Ok(true),
        Err(Errno::CONNREFUSED | Errno::NOENT) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
