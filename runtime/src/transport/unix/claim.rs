//! A file this process made, and the one rule for taking it away. Knows inodes, not what the file is for.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Our name in a directory: dropped, it unlinks the path if that still names the file we made.
///
/// Drop it while the file itself is still open: an open file's inode number cannot be given to another.
#[derive(Debug)]
pub(super) struct Claim {
    /// Absolute, so that a change of the working directory does not turn it into somebody else's file.
    path: PathBuf,
    inode: Inode,
}

#[derive(Debug, PartialEq, Eq)]
struct Inode {
    device: u64,
    number: u64,
}

impl Inode {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), number: metadata.ino() }
    }
}

impl Claim {
    /// Claims the file that `metadata` describes under the name `path`.
    pub(super) fn new(path: &Path, metadata: &Metadata) -> io::Result<Self> {
        Ok(Self { path: std::path::absolute(path)?, inode: Inode::of(metadata) })
    }

    /// Claims what `path` names now.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Self::new(path, &fs::symlink_metadata(path)?)
    }

    /// Whether the path still names the file we made.
    pub(super) fn stands(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|found| Inode::of(&found) == self.inode)
    }

    /// Unlinks the path if it still names the file we made.
    pub(super) fn give_up(&self) -> io::Result<()> {
        if self.stands() { fs::remove_file(&self.path) } else { Ok(()) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Nobody is left to tell; the next owner clears a dead socket and takes over an unlocked lock.
        let _ = self.give_up();
    }
}
