//! The directory the socket is in: made private if missing, judged if there. Knows owners and modes.

use std::fs::{self, Metadata, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::process::{Gid, geteuid};

use super::private_directory::create_private;
use super::trust::is_ours_or_roots;
use super::{FileKind, SocketError};

const WRITABLE_BY_OTHERS: u32 = 0o002;
const STICKY: u32 = 0o1000;

/// Makes `directory` and whatever is missing above it, 0700, or 0710 of `group`.
///
/// One that is there, or the nearest one above that is, must be ours or root's and closed to other users'
/// writing, or sticky.
pub(super) fn prepare(directory: &Path, group: Option<Gid>) -> Result<(), SocketError> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    match fs::symlink_metadata(directory) {
        Ok(found) => check(directory, &found),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            prepare(directory.parent().unwrap_or(Path::new("")), group)?;
            make(directory, group)
        }
        Err(error) => Err(SocketError::io("look at the directory", directory)(error)),
    }
}

fn make(directory: &Path, group: Option<Gid>) -> Result<(), SocketError> {
    match create_private(directory) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return prepare(directory, group),
        Err(error) => return Err(SocketError::io("make the directory", directory)(error)),
    }
    if let Some(group) = group {
        std::os::unix::fs::lchown(directory, None, Some(group.as_raw()))
            .map_err(SocketError::io("give to the group the directory", directory))?;
    }
    // By path and once more: the umask may have taken bits that even the owner needs.
    let mode = if group.is_some() { 0o710 } else { 0o700 };
    fs::set_permissions(directory, Permissions::from_mode(mode))
        .map_err(SocketError::io("set the mode of the directory", directory))
}

/// A link counts by its own owner first (root's `/var/run` is one), then by where it leads.
fn check(directory: &Path, found: &Metadata) -> Result<(), SocketError> {
    let own = geteuid().as_raw();
    if !found.is_symlink() {
        return judge(directory, found.file_type().into(), found.uid(), found.mode(), own);
    }
    if !is_ours_or_roots(found.uid(), own) {
        return Err(SocketError::Foreign {
            path: directory.to_owned(),
            kind: FileKind::Link,
            owner: found.uid(),
            own,
        });
    }
    let target =
        fs::metadata(directory).map_err(SocketError::io("follow the link to the directory", directory))?;
    judge(directory, target.file_type().into(), target.uid(), target.mode(), own)
}

fn judge(directory: &Path, kind: FileKind, owner: u32, mode: u32, own: u32) -> Result<(), SocketError> {
    let path = directory.to_owned();
    if kind != FileKind::Directory {
        return Err(SocketError::Occupied { path, kind });
    }
    if !is_ours_or_roots(owner, own) {
        return Err(SocketError::Foreign { path, kind, owner, own });
    }
    if mode & WRITABLE_BY_OTHERS != 0 && mode & STICKY == 0 {
        return Err(SocketError::OpenDirectory { path, mode: mode & 0o7777 });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
