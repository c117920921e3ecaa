//! A socket that was made before this process and passed to it, as systemd's socket units do (`LISTEN_FDS`). Its
//! path, mode and group are the unit's, so they are looked at and never changed.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use listenfd::ListenFd;
use rustix::process::{Gid, geteuid};

use super::SocketError;

/// Takes the one socket that was passed, if one was, and where it is. Whoever asks again finds none.
pub(super) fn take(group: Option<Gid>) -> Result<Option<(UnixListener, PathBuf)>, SocketError> {
    let mut passed = ListenFd::from_env();
    if passed.len() > 1 {
        return wrong("there is more than one: leave one ListenStream= in the socket unit");
    }
    let listener = match passed.take_unix_listener(0) {
        Ok(Some(listener)) => listener,
        Ok(None) => return Ok(None),
        Err(_) => return wrong("it is no Unix stream socket: give ListenStream= a path"),
    };
    // Apple's kernel does not tell.
    #[cfg(not(target_vendor = "apple"))]
    if !rustix::net::sockopt::socket_acceptconn(&listener).unwrap_or(false) {
        return wrong("it does not listen: set Accept=no in the socket unit");
    }
    let address = listener.local_addr().ok();
    let Some(path) = address.as_ref().and_then(|address| address.as_pathname()) else {
        return wrong("it has no path: give ListenStream= a path");
    };
    if let Some(group) = group {
        vet(path, group)?;
    }
    listener.set_nonblocking(true).map_err(SocketError::io("listen at", path))?;
    let path = path.to_owned();
    Ok(Some((listener, path)))
}

/// Whom the mode lets in is admitted to a shared socket, so it may let in the group alone, beside its owner: root or us.
fn vet(path: &Path, group: Gid) -> Result<(), SocketError> {
    let found = fs::metadata(path).map_err(SocketError::io("look at the socket", path))?;
    let others = found.mode() & 0o007;
    let is_ours = [0, geteuid().as_raw()].contains(&found.uid());
    if is_ours && found.gid() == group.as_raw() && others == 0 {
        return Ok(());
    }
    Err(SocketError::PassedToOthers {
        path: path.to_owned(),
        mode: found.mode() & 0o777,
        owner: found.uid(),
        has: found.gid(),
        wanted: group.as_raw(),
    })
}

fn wrong<T>(problem: &'static str) -> Result<T, SocketError> {
    Err(SocketError::Passed { problem })
}
