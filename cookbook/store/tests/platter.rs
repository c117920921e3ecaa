//! A disk that forgets what was not synced once its power is gone, and tears what was being written.

use std::io;
use std::sync::Arc;

use fastrand::Rng;
use parking_lot::Mutex;
use redb::StorageBackend;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

#[derive(Clone, Debug, Default)]
pub(super) struct Platter(pub(super) Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(super) struct State {
    /// What outlasts a power cut for sure.
    synced: Vec<u8>,
    /// What a reader sees.
    seen: Vec<u8>,
    /// What was done since the last sync.
    since: Vec<Change>,
    /// How much is done until the power goes; `None`: it stays.
    until_dark: Option<u32>,
    /// Syncs until one fails, and what it was to sync is forgotten, though readers see it.
    until_forgotten: Option<u32>,
}

#[derive(Debug)]
enum Change {
    Length(usize),
    Bytes(usize, Vec<u8>),
}

impl Platter {
    /// One that holds `bytes`.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(State { synced: bytes.clone(), seen: bytes, ..State::default() })))
    }

    /// Lets one sync fail after so many more, and what it was to sync never get there.
    pub(super) fn forget_a_sync_after(&self, syncs: u32) {
        self.0.lock().until_forgotten = Some(syncs);
    }

    /// Lets the power go after so many more changes and syncs.
    pub(super) fn go_dark_after(&self, changes: u32) {
        self.0.lock().until_dark = Some(changes);
    }

    /// What a reader sees.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.lock().seen.clone()
    }

    /// What is there when the power is back: of each change since the last sync all, nothing, or some sectors.
    pub(super) fn after_the_cut(&self, chance: &mut Rng) -> Self {
        let state = self.0.lock();
        let mut left = state.synced.clone();
        for change in &state.since {
            match change {
                Change::Length(length) if chance.bool() => left.resize(*length, 0),
                Change::Length(_) => {}
                Change::Bytes(start, bytes) => {
                    // All or nothing of it is as likely as a torn write.
                    let odds = [0, 50, 100][chance.usize(..3)];
                    let mut at = 0;
                    while at < bytes.len() {
                        let place = start + at;
                        let end = bytes.len().min(at + SECTOR - place % SECTOR);
                        if chance.u32(..100) < odds {
                            let needed = start + end;
                            if left.len() < needed {
                                left.resize(needed, 0);
                            }
                            left[place..needed].copy_from_slice(&bytes[at..end]);
                        }
                        at = end;
                    }
                }
            }
        }
        Self::of(left)
    }
}

impl State {
    fn spend(&mut self) -> io::Result<()> {
        match &mut self.until_dark {
            Some(0) => Err(io::Error::other("the power is gone")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn size(bytes: u64) -> io::Result<usize> {
    // A damaged file may speak of places that no disk has.
    usize::try_from(bytes)
        .ok()
        .filter(|size| *size < 1 << 30)
        .ok_or_else(|| io::ErrorKind::FileTooLarge.into())
}

impl StorageBackend for Platter {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = size(offset)?;
        let state = self.0.lock();
        let there = state.seen.get(start..start + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(there);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let len = size(len)?;
        let mut state = self.0.lock();
        state.spend()?;
        state.seen.resize(len, 0);
        state.since.push(Change::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.0.lock();
        state.spend()?;
        match state.until_forgotten {
            Some(0) => {
                state.until_forgotten = None;
                state.since.clear();
                return Err(io::Error::other("the disk failed"));
            }
            Some(left) => state.until_forgotten = Some(left - 1),
            None => {}
        }
        let since = std::mem::take(&mut state.since);
        for change in since {
            match change {
                Change::Length(length) => state.synced.resize(length, 0),
                Change::Bytes(start, bytes) => {
                    let end = start + bytes.len();
                    if state.synced.len() < end {
                        state.synced.resize(end, 0);
                    }
                    state.synced[start..end].copy_from_slice(&bytes);
                }
            }
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let start = size(offset)?;
        let mut state = self.0.lock();
        state.spend()?;
        let end = start + data.len();
        if state.seen.len() < end {
            state.seen.resize(end, 0);
        }
        state.seen[start..end].copy_from_slice(data);
        state.since.push(Change::Bytes(start, data.to_vec()));
        Ok(())
    }
}
