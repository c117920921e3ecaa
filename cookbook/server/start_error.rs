//! Why a server did not start, in a sentence for whoever started it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use acton_reactive::ipc::ListenError;
use acton_reactive::prelude::Declined;

use crate::store::StoreError;

/// Why a server did not start. `Debug` is the sentence too, for a `main` that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The listener did not start.
    #[error("{source}{}", hint(source))]
    Listen {
        /// The reason.
        #[from]
        source: ListenError,
    },
    /// The signals that end a server cannot be received.
    #[error("cannot wait for SIGTERM and SIGINT: {0}")]
    Signals(io::Error),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store takes nothing.
    #[error("the store takes nothing: {0}")]
    Declined(#[from] Declined),
    /// A file that a flag names cannot be read.
    #[error("cannot read {}: {reason}; name a file, or - for standard input", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: io::Error,
    },
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hint(error: &ListenError) -> &'static str {
    if error.is_already_running() {
        "; try --socket with another path, or run `cookbook` for all services at once"
    } else {
        ""
    }
}
