//! The kinds of files that can be in our way, by the names people call them.

use std::fmt;
use std::fs::FileType;
use std::os::unix::fs::FileTypeExt;

/// What a path names, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// Bytes on a disk.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, whatever it points to.
    Link,
    /// A Unix socket.
    Socket,
    /// A named pipe.
    Pipe,
    /// A device, or a kind this system alone knows.
    Device,
}

impl From<FileType> for FileKind {
    fn from(file_type: FileType) -> Self {
        if file_type.is_file() {
            Self::File
        } else if file_type.is_dir() {
            Self::Directory
        } else if file_type.is_symlink() {
            Self::Link
        } else if file_type.is_socket() {
            Self::Socket
        } else if file_type.is_fifo() {
            Self::Pipe
        } else {
            Self::Device
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::File => "regular file",
            Self::Directory => "directory",
            Self::Link => "symbolic link",
            Self::Socket => "socket",
            Self::Pipe => "named pipe",
            Self::Device => "device",
        })
    }
}
