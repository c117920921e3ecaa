//! Why a path cannot become our socket. Every sentence names the path, the reason and what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::FileKind;

/// What keeps a socket from being bound.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SocketError {
    /// The path does not fit into a socket address.
    #[error(
        "the socket path {} is {length} bytes long and a socket address holds {longest}: \
         choose a shorter path",
        path.display()
    )]
    PathTooLong {
        /// The path as given.
        path: PathBuf,
        /// Its length in bytes.
        length: usize,
        /// The longest length in bytes.
        longest: usize,
    },

    /// The path ends in `/` or `..`, or is empty.
    #[error("the socket path \"{}\" names no file: add the socket's own name to it", path.display())]
    NoFileName {
        /// The path as given.
        path: PathBuf,
    },

    /// A live listener owns the path.
    #[error("another listener is already running at {}{}", path.display(), owner(*pid))]
    AlreadyRunning {
        /// The socket's path.
        path: PathBuf,
        /// The owner's process, where it could be learned.
        pid: Option<i32>,
    },

    /// Something that is not ours to replace is where the socket, its lock or its directory should be.
    #[error(
        "there is a {kind} at {}, which was left untouched: move it away or choose another socket path",
        path.display()
    )]
    Occupied {
        /// Where it is.
        path: PathBuf,
        /// What it is.
        kind: FileKind,
    },

    /// Another user's file, link, socket or directory is where ours should be.
    #[error(
        "the {kind} at {} belongs to the user with uid {owner} and not to ours (uid {own}), \
         and was left untouched: choose another socket path, or have its owner remove it",
        path.display()
    )]
    Foreign {
        /// Where it is.
        path: PathBuf,
        /// What it is.
        kind: FileKind,
        /// The uid it belongs to.
        owner: u32,
        /// The uid we run as.
        own: u32,
    },

    /// The lock file has a second name, so that writing to it would write to somebody's file.
    #[error(
        "the lock file {} is a hard link to a file with another name, and was left untouched: \
         remove the link or choose another socket path",
        path.display()
    )]
    LinkedLock {
        /// The lock file's path.
        path: PathBuf,
    },

    /// Any user could replace the socket in this directory.
    #[error(
        "every user may write to the directory {} (mode {mode:04o}) and could replace the socket: \
         run chmod o-w on it or choose another socket path",
        path.display()
    )]
    OpenDirectory {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },

    /// What was passed to this process to listen at (`LISTEN_FDS`) is nothing a listener can use.
    #[error("the socket that was passed to this process cannot be used: {problem}")]
    Passed {
        /// What is wrong, and what to do.
        problem: &'static str,
    },

    /// The socket that was passed to this process lets in others than the group it is to be shared with.
    #[error(
        "the socket {} was passed to this process with mode {mode:04o}, owner {owner} and group {has}, and is to be shared with \
         group {wanted} alone: set SocketMode=0660 and SocketGroup= in its socket unit, and leave SocketUser= out",
        path.display()
    )]
    PassedToOthers {
        /// Where the socket is.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The uid it belongs to.
        owner: u32,
        /// The gid it has.
        has: u32,
        /// The gid it should have.
        wanted: u32,
    },

    /// No such group on this machine.
    #[error("there is no group named \"{name}\" on this machine: name an existing group or give its number")]
    UnknownGroup {
        /// The name as given.
        name: String,
    },

    /// The system refused a step.
    #[error(
        "cannot {action} {}: {source}; check that this user may do so there, or choose another socket path",
        path.display()
    )]
    Io {
        /// The step, as a verb: "bind the socket".
        action: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl SocketError {
    /// Names the step and the path of an error of the system, for `map_err`.
    pub(super) fn io<E: Into<io::Error>>(action: &'static str, path: &Path) -> impl FnOnce(E) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source: source.into() }
    }
}

fn owner(pid: Option<i32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid} holds its lock)"))
}
