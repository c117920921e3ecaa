//! A database that is what it says: a file that was damaged is refused, not found out by a read or a panic later on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use redb::{Database, DatabaseError, StorageError};

/// Opens a database and looks at all of it: a file that was closed well is otherwise believed unseen.
pub(super) fn opened(
    open: impl FnOnce() -> Result<Database, DatabaseError>,
) -> Result<Database, DatabaseError> {
    // On some damage the database panics where it is to say so.
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let mut database = open()?;
        let is_whole = database.check_integrity()?;
        Ok((database, is_whole))
    }));
    let (database, is_whole) = looked.unwrap_or_else(|_| Err(damaged("its structure makes no sense")))?;
    if !is_whole {
        tracing::warn!("the store was damaged, and is back at a state it had before");
    }
    Ok(database)
}

fn damaged(what: &str) -> DatabaseError {
    DatabaseError::Storage(StorageError::Corrupted(what.to_owned()))
}
