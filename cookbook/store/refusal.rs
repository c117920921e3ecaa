//! Why a store does not open, and why it did not do what a handler asked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use acton_reactive::prelude::Declined;
use redb::{DatabaseError, StorageError};

/// Why a store did not open.
#[derive(Debug, thiserror::Error)]
#[error("cannot open the store {}: {}", path.display(), sentence(reason))]
pub struct StoreError {
    path: PathBuf,
    reason: DatabaseError,
}

impl StoreError {
    pub(super) fn new(path: &Path, reason: DatabaseError) -> Self {
        Self { path: path.to_owned(), reason }
    }
}

fn sentence(reason: &DatabaseError) -> String {
    match reason {
        DatabaseError::DatabaseAlreadyOpen => {
            "another process has it open; stop that one, or give --data another directory".to_owned()
        }
        DatabaseError::Storage(StorageError::Io(reason)) => {
            format!("{reason}; give --data a directory you may write to")
        }
        DatabaseError::Storage(StorageError::Corrupted(what)) => {
            format!("it is damaged ({what}); restore a copy, or give --data another directory")
        }
        other => other.to_string(),
    }
}

/// More writes wait than may.
pub(super) fn busy() -> Declined {
    Declined::new("TARGET_BUSY", "too many writes wait for the disk").retry_after(Duration::from_millis(50))
}

/// The disk took nothing of it.
pub(super) fn full(reason: &redb::Error) -> Declined {
    let sentence = format!(
        "nothing was written, since the disk takes no more ({reason}); free some space and try again"
    );
    Declined::new("STORAGE_FULL", sentence)
}

/// It cannot be read what is there.
pub(super) fn unreadable(reason: &redb::Error) -> Declined {
    Declined::new("STORAGE_UNREADABLE", format!("the store cannot be read: {reason}"))
}

/// The disk failed in the middle, and nobody can tell on which side of the commit.
pub(super) fn uncertain(reason: &redb::Error) -> Declined {
    let sentence = format!("the disk failed while it was written ({reason}); look before you try again");
    Declined::new("STORAGE_FAILED", sentence).perhaps_done()
}

/// Nobody writes any more.
pub(super) fn stopped() -> Declined {
    Declined::new("STORAGE_FAILED", "the store has stopped").perhaps_done()
}
