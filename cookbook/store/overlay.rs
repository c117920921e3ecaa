//! A disk that takes no more, made readable: what is to be written stays in memory, and is forgotten with it.
//!
//! A database cannot be opened without writing, since it first puts itself right. On this it can, and reads go on.

use std::collections::BTreeMap;
use std::io;

use parking_lot::Mutex;
use redb::StorageBackend;

/// Bytes kept as one piece.
const PIECE: u64 = 4_096;

#[derive(Debug)]
pub(super) struct Overlay<D> {
    disk: D,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    len: u64,
    /// The disk's own length: beyond it there are zeros.
    on_disk: u64,
    /// Pieces written to, by their number.
    pieces: BTreeMap<u64, Box<[u8]>>,
}

impl<D: StorageBackend> Overlay<D> {
    pub(super) fn new(disk: D) -> io::Result<Self> {
        let len = disk.len()?;
        Ok(Self { disk, state: Mutex::new(State { len, on_disk: len, pieces: BTreeMap::new() }) })
    }

    /// One piece as it is now.
    fn piece(&self, state: &State, number: u64) -> io::Result<Box<[u8]>> {
        if let Some(piece) = state.pieces.get(&number) {
            return Ok(piece.clone());
        }
        let mut piece = vec![0; size(PIECE)].into_boxed_slice();
        let start = number * PIECE;
        let there = state.on_disk.saturating_sub(start).min(PIECE);
        if there > 0 {
            self.disk.read(start, &mut piece[..size(there)])?;
        }
        Ok(piece)
    }

    /// Calls `each` for every piece that `len` bytes at `offset` touch: its number, where in it, and which of the bytes.
    fn touched(
        offset: u64,
        len: usize,
        mut each: impl FnMut(u64, usize, std::ops::Range<usize>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut done = 0;
        while done < len {
            let at = offset + done as u64;
            let within = size(at % PIECE);
            let count = (size(PIECE) - within).min(len - done);
            each(at / PIECE, within, done..done + count)?;
            done += count;
        }
        Ok(())
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).expect("a piece fits into memory")
}

impl<D: StorageBackend> StorageBackend for Overlay<D> {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state.lock().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state.lock();
        if offset + out.len() as u64 > state.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Self::touched(offset, out.len(), |number, within, bytes| {
            let piece = self.piece(&state, number)?;
            let count = bytes.len();
            out[bytes].copy_from_slice(&piece[within..within + count]);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state.lock();
        state.on_disk = state.on_disk.min(len);
        state.pieces.retain(|number, _| number * PIECE < len);
        state.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state.lock();
        Self::touched(offset, data.len(), |number, within, bytes| {
            let mut piece = self.piece(&state, number)?;
            piece[within..within + bytes.len()].copy_from_slice(&data[bytes]);
            state.pieces.insert(number, piece);
            Ok(())
        })
    }

    fn close(&self) -> io::Result<()> {
        self.disk.close()
    }
}
