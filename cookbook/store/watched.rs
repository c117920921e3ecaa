//! A disk that is watched for a sync that fails: what it was to sync may be lost while readers still see it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::StorageBackend;

#[derive(Debug)]
pub(super) struct Watched<D> {
    pub(super) disk: D,
    /// Set for good by the first sync that fails.
    pub(super) has_failed: Arc<AtomicBool>,
}

impl<D: StorageBackend> StorageBackend for Watched<D> {
    fn len(&self) -> io::Result<u64> {
        self.disk.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        let synced = self.disk.sync_data();
        if synced.is_err() {
            self.has_failed.store(true, Ordering::SeqCst);
        }
        synced
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.disk.close()
    }
}
