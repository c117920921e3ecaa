//! The birth of the socket: at no moment is it open to more users than in the end. Knows system calls and
//! modes.

use std::fs::{self, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use rustix::fs::Mode;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketType};
use rustix::process::Gid;

use super::SocketError;
use super::claim::Claim;
use super::occupant::intruder;
use super::private_directory::PrivateDirectory;

/// Connections the kernel keeps for us until they are accepted; it may keep fewer (Linux:
/// `net.core.somaxconn`).
const BACKLOG: i32 = 4_096;

/// Makes a listening socket at `path`, which must be free, and claims its name. Replaces nothing.
pub(super) fn bind(path: &Path, group: Option<Gid>) -> Result<(UnixListener, Claim), SocketError> {
    if cfg!(target_os = "linux") { in_place(path, group) } else { beside(path, group) }
}

/// Linux gives the name the mode that the socket had before, less the umask.
fn in_place(path: &Path, group: Option<Gid>) -> Result<(UnixListener, Claim), SocketError> {
    let socket = born_private(path)?;
    let name = Claim::of(path).map_err(SocketError::io("look at the socket", path))?;
    admit(path, group)?;
    listen(&socket, path)?;
    Ok((UnixListener::from(socket), name))
}

/// Elsewhere the mode is the umask's, so the socket grows up where nobody else can go, and gets its name when
/// done.
fn beside(path: &Path, group: Option<Gid>) -> Result<(UnixListener, Claim), SocketError> {
    let nursery = PrivateDirectory::beside(path)?;
    let inner = nursery.socket_path();
    super::check_length(inner)?;
    let socket = open_socket().map_err(SocketError::io("open a socket for", path))?;
    bind_to(&socket, inner)?;
    admit(inner, group)?;
    listen(&socket, path)?;
    // A link, because a rename would replace what is at the path.
    fs::hard_link(inner, path).map_err(|error| intruder(path, error))?;
    let name = Claim::of(path).map_err(SocketError::io("look at the socket", path))?;
    Ok((UnixListener::from(socket), name))
}

fn born_private(path: &Path) -> Result<OwnedFd, SocketError> {
    let socket = open_socket().map_err(SocketError::io("open a socket for", path))?;
    rustix::fs::fchmod(&socket, Mode::RUSR | Mode::WUSR)
        .map_err(SocketError::io("set the mode of the socket for", path))?;
    bind_to(&socket, path)?;
    Ok(socket)
}

/// A stream socket that neither blocks nor outlives an `exec`.
#[cfg(not(target_vendor = "apple"))]
pub(super) fn open_socket() -> io::Result<OwnedFd> {
    use rustix::net::SocketFlags;

    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?)
}

/// A stream socket that neither blocks nor outlives an `exec`.
#[cfg(target_vendor = "apple")]
pub(super) fn open_socket() -> io::Result<OwnedFd> {
    let socket = rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    Ok(socket)
}

fn bind_to(socket: &OwnedFd, path: &Path) -> Result<(), SocketError> {
    let address = SocketAddrUnix::new(path).map_err(SocketError::io("make an address of", path))?;
    rustix::net::bind(socket, &address).map_err(|error| match error {
        Errno::ADDRINUSE => intruder(path, error),
        _ => SocketError::io("bind the socket", path)(error),
    })
}

/// Lets the group in, or nobody; by path, because `bind` applied the umask.
fn admit(path: &Path, group: Option<Gid>) -> Result<(), SocketError> {
    if let Some(group) = group {
        std::os::unix::fs::lchown(path, None, Some(group.as_raw()))
            .map_err(SocketError::io("give to the group the socket", path))?;
    }
    let mode = if group.is_some() { 0o660 } else { 0o600 };
    fs::set_permissions(path, Permissions::from_mode(mode))
        .map_err(SocketError::io("set the mode of the socket", path))
}

fn listen(socket: &OwnedFd, path: &Path) -> Result<(), SocketError> {
    rustix::net::listen(socket, BACKLOG).map_err(SocketError::io("listen at", path))
}

#[cfg(test)]
mod tests;
