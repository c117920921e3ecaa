//! A disk in memory that survives the database on it, and fails when told to.

use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
use redb::StorageBackend;

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Writes,
    Syncs,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    bytes: Arc<Mutex<Vec<u8>>>,
    fault: Arc<Mutex<Option<Fault>>>,
}

impl Disk {
    pub(super) fn fail(&self, fault: Fault) {
        *self.fault.lock() = Some(fault);
    }

    pub(super) fn recover(&self) {
        *self.fault.lock() = None;
    }

    fn check(&self, fault: Fault) -> io::Result<()> {
        if *self.fault.lock() == Some(fault) {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        Ok(())
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.bytes.lock().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).expect("a small disk");
        out.copy_from_slice(&self.bytes.lock()[start..start + out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check(Fault::Writes)?;
        self.bytes.lock().resize(usize::try_from(len).expect("a small disk"), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check(Fault::Syncs)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check(Fault::Writes)?;
        let start = usize::try_from(offset).expect("a small disk");
        self.bytes.lock()[start..start + data.len()].copy_from_slice(data);
        Ok(())
    }
}
