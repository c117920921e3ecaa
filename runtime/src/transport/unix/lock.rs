//! The lock beside the socket, which says who owns the path. Knows files and `flock`, nothing of sockets.

use std::ffi::OsString;
use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::{geteuid, getpid};

use super::claim::Claim;
use super::{FileKind, SocketError};

/// How often an owner may leave between our opening its lock and our taking it.
const ATTEMPTS: usize = 1_000;

/// The path is ours while this lives. Dropped, it unlinks the lock file while it still holds it, then lets
/// go.
#[derive(Debug)]
pub(super) struct PathLock {
    // Dropped first: whoever opened the file before it lost its name sees that, once locked, and starts
    // again.
    _name: Claim,
    _file: File,
}

impl PathLock {
    /// Takes `<socket>.lock`, made with mode 0600 if missing. Never waits.
    pub(super) fn acquire(socket: &Path) -> Result<Self, SocketError> {
        let path = lock_path(socket);
        for _ in 0..ATTEMPTS {
            let file = open(&path)?;
            vet(&path, &file)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(SocketError::AlreadyRunning {
                        path: socket.to_owned(),
                        pid: signature(&file),
                    });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(SocketError::io("lock the file", &path)(error));
                }
            }
            let name = file
                .metadata()
                .and_then(|metadata| Claim::new(&path, &metadata))
                .map_err(SocketError::io("look at the lock file", &path))?;
            if name.stands() {
                sign(&file);
                return Ok(Self { _name: name, _file: file });
            }
        }
        Err(SocketError::io("hold on to the lock file", &path)(io::Error::other(
            "it was replaced again and again",
        )))
    }
}

fn lock_path(socket: &Path) -> PathBuf {
    let mut path = OsString::from(socket);
    path.push(".lock");
    path.into()
}

fn open(path: &Path) -> Result<File, SocketError> {
    // NONBLOCK: a named pipe put here must not hold us up before we have seen what it is.
    let flags = OFlags::RDWR
        | OFlags::CREATE
        | OFlags::NOFOLLOW
        | OFlags::CLOEXEC
        | OFlags::NONBLOCK
        | OFlags::NOCTTY;
    rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR).map(File::from).map_err(|error| {
        fs::symlink_metadata(path)
            .ok()
            .and_then(|found| judge(path, found.file_type().into(), found.uid()))
            .unwrap_or_else(|| SocketError::io("open the lock file", path)(error))
    })
}

/// What is wrong with a file of this kind and owner as our lock, if anything is.
fn judge(path: &Path, kind: FileKind, owner: u32) -> Option<SocketError> {
    let own = geteuid().as_raw();
    let path = path.to_owned();
    if owner != own {
        Some(SocketError::Foreign { path, kind, owner, own })
    } else if kind == FileKind::File {
        None
    } else {
        Some(SocketError::Occupied { path, kind })
    }
}

fn vet(path: &Path, file: &File) -> Result<(), SocketError> {
    let found = file.metadata().map_err(SocketError::io("look at the lock file", path))?;
    if let Some(refusal) = judge(path, found.file_type().into(), found.uid()) {
        return Err(refusal);
    }
    if found.nlink() > 1 {
        return Err(SocketError::LinkedLock { path: path.to_owned() });
    }
    // Whoever can open it can hold it; and after a hostile umask not even we could open it again.
    if found.mode() & 0o7777 != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600))
            .map_err(SocketError::io("set the mode of the lock file", path))?;
    }
    Ok(())
}

/// Leaves our process number for the message that the next starter gets; the lock holds without it.
fn sign(file: &File) {
    let _ = file
        .set_len(0)
        .and_then(|()| file.write_all_at(format!("{}\n", getpid().as_raw_nonzero()).as_bytes(), 0));
}

fn signature(file: &File) -> Option<i32> {
    let mut text = [0; 16];
    let length = file.read_at(&mut text, 0).ok()?;
    std::str::from_utf8(&text[..length]).ok()?.strip_suffix('\n')?.parse().ok().filter(|pid| *pid > 0)
}

#[cfg(test)]
mod tests;
