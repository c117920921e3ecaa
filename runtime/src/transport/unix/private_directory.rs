//! A directory of ours alone beside the socket's path, for as long as a socket is being made. Knows nothing
//! of sockets.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::process::getpid;

use super::SocketError;

/// How many names are tried; taken ones are left by processes that were killed.
const ATTEMPTS: u32 = 1_000;

/// Makes a directory that is 0700 from birth, or less where the umask takes from that.
pub(super) fn create_private(directory: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(directory)
}

/// Made fresh with mode 0700, and removed with the one file it may hold when dropped.
#[derive(Debug)]
pub(super) struct PrivateDirectory {
    socket: PathBuf,
}

impl PrivateDirectory {
    /// Beside `path`, hence on the same file system, under a name short enough not to outgrow a socket's
    /// address.
    pub(super) fn beside(path: &Path) -> Result<Self, SocketError> {
        let first = getpid().as_raw_nonzero().get().unsigned_abs();
        for attempt in 0..ATTEMPTS {
            let directory = path.with_file_name(format!(".{:04x}", first.wrapping_add(attempt) & 0xffff));
            match create_private(&directory) {
                Ok(()) => {
                    let made = Self { socket: directory.join("s") };
                    // The umask may have taken our own access.
                    fs::set_permissions(&directory, Permissions::from_mode(0o700))
                        .map_err(SocketError::io("set the mode of the directory", &directory))?;
                    return Ok(made);
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(SocketError::io("make the directory", &directory)(error)),
            }
        }
        Err(SocketError::io("make a private directory beside", path)(io::Error::from(
            ErrorKind::AlreadyExists,
        )))
    }

    /// Where the socket is to be made.
    pub(super) fn socket_path(&self) -> &Path {
        &self.socket
    }
}

impl Drop for PrivateDirectory {
    fn drop(&mut self) {
        // What cannot be removed is empty, private and harmless.
        let _ = fs::remove_file(&self.socket);
        if let Some(directory) = self.socket.parent() {
            let _ = fs::remove_dir(directory);
        }
    }
}
