//! The bytes to be sent: a FIFO of segments, replies appended to each other and whole pushes apart.
//!
//! Lives under a connection's lock. What is about to be written is moved into a [`Flight`], which the
//! writer owns; everything else can still be dropped or appended to. What the flight has written, it counts where the queue
//! reads it, so that the writer need not take the lock to say so.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use acton_wire::{Format, push};

use crate::transport::outbox::flight::Chunk;

pub(crate) mod flight;

pub(crate) use flight::Flight;

/// A segment of replies is closed at this size, so that writing one never has to wait for a larger. As many items as a stream sends
/// at once are in one, if they are small.
const SEGMENT: usize = 128 * 1024;

/// Bytes moved into a flight at once.
const FLIGHT: usize = 256 * 1024;

/// A segment up to this size is copied next to its neighbours; a larger one is written from where it is.
const COPIED: usize = 4 * 1024;

#[derive(Default)]
pub(crate) struct Outbox {
    segments: VecDeque<Segment>,
    /// Bytes that were ever queued, except those that were dropped.
    entered: u64,
    /// Those of them that have left.
    left: Arc<AtomicU64>,
    pushes: usize,
    spare: Vec<u8>,
    /// The peer takes nothing now.
    is_blocked: bool,
}

enum Segment {
    /// Replies, to which others are appended.
    Bytes(Vec<u8>),
    /// A large value.
    Whole(Vec<u8>),
    Push {
        shared: Arc<[u8]>,
        format: Format,
        sequence: u64,
    },
}

impl Segment {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) | Self::Whole(bytes) => bytes.len(),
            Self::Push { shared, format, sequence } => push::framed_len(*format, shared.len(), *sequence),
        }
    }
}

impl Outbox {
    /// What the writer of this queue moves its bytes into.
    pub(crate) fn flight(&self) -> Flight {
        Flight::new(self.left.clone())
    }

    /// Bytes that were ever queued: who looks whether more were meanwhile is not misled by those that leave.
    pub(crate) fn entered(&self) -> u64 {
        self.entered
    }

    /// Bytes not written yet. May fall at any time.
    pub(crate) fn queued(&self) -> usize {
        let queued = self.entered.saturating_sub(self.left.load(Ordering::Relaxed));
        usize::try_from(queued).unwrap_or(usize::MAX)
    }

    /// Whether all that was queued has been moved into a flight.
    pub(crate) fn is_loaded(&self) -> bool {
        self.segments.is_empty()
    }

    /// Appends small things: frames, or the head of a large one. How many bytes they were.
    pub(crate) fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> u64 {
        let open = matches!(self.segments.back(), Some(Segment::Bytes(bytes)) if bytes.len() < SEGMENT);
        if !open {
            self.segments.push_back(Segment::Bytes(std::mem::take(&mut self.spare)));
        }
        let Some(Segment::Bytes(bytes)) = self.segments.back_mut() else { return 0 };
        let before = bytes.len();
        write(bytes);
        let appended = (bytes.len() - before) as u64;
        self.entered += appended;
        appended
    }

    /// Appends a buffer without copying it.
    pub(crate) fn append_whole(&mut self, bytes: Vec<u8>) {
        self.entered += bytes.len() as u64;
        self.segments.push_back(Segment::Whole(bytes));
    }

    /// Queues a push within `room` bytes, dropping the oldest pushes that have not begun until it
    /// fits; with none left, the new one is dropped. An empty queue takes any. Returns whether it was
    /// queued, and how many were dropped, itself included.
    pub(crate) fn push(
        &mut self,
        shared: Arc<[u8]>,
        format: Format,
        sequence: u64,
        room: usize,
    ) -> (bool, u64) {
        let push = Segment::Push { shared, format, sequence };
        let len = push.len();
        let mut dropped = 0;
        while self.queued() > 0 && self.queued() + len > room {
            if !self.drop_oldest_push() {
                return (false, dropped + 1);
            }
            dropped += 1;
        }
        self.entered += len as u64;
        self.pushes += 1;
        self.segments.push_back(push);
        (true, dropped)
    }

    fn drop_oldest_push(&mut self) -> bool {
        if self.pushes == 0 {
            return false;
        }
        let oldest = self.segments.iter().position(|segment| matches!(segment, Segment::Push { .. }));
        let Some(segment) = oldest.and_then(|at| self.segments.remove(at)) else { return false };
        self.pushes -= 1;
        self.entered -= segment.len() as u64;
        true
    }

    /// Moves what is next into an empty `flight`.
    pub(crate) fn load(&mut self, flight: &mut Flight) {
        let mut loaded = 0;
        while loaded < FLIGHT {
            let Some(segment) = self.segments.pop_front() else { break };
            loaded += segment.len();
            match segment {
                // Replies between pushes are small: one chunk with their neighbours, not one each.
                Segment::Bytes(bytes) if bytes.len() <= COPIED && !flight.is_empty() => {
                    flight.append(&mut self.spare, |out| out.extend_from_slice(&bytes));
                }
                Segment::Bytes(bytes) => flight.add(Chunk::Own(bytes)),
                Segment::Whole(bytes) => flight.add(Chunk::Whole(bytes)),
                Segment::Push { shared, format, sequence } => {
                    self.pushes -= 1;
                    let spare = &mut self.spare;
                    if shared.len() <= COPIED {
                        flight.append(spare, |out| push::write(out, format, &shared, sequence));
                    } else {
                        flight.append(spare, |out| out.extend(push::head(format, shared.len(), sequence)));
                        flight.add(Chunk::Shared(shared));
                        flight.append(spare, |out| push::tail(out, format, sequence));
                    }
                }
            }
        }
    }

    /// The peer takes nothing now. The writer goes on once it does: what is queued behind need not wake it.
    pub(crate) fn block(&mut self) {
        self.is_blocked = true;
    }

    pub(crate) fn is_blocked(&self) -> bool {
        self.is_blocked
    }

    /// The writer tries again; the buffer in which bytes have left may be used again.
    pub(crate) fn landed(&mut self, spare: Option<Vec<u8>>) {
        self.is_blocked = false;
        if let Some(spare) = spare.filter(|spare| spare.capacity() > self.spare.capacity()) {
            self.spare = spare;
        }
    }

    /// Gives memory back while nothing is to be sent.
    pub(crate) fn shrink(&mut self) {
        if self.queued() == 0 {
            self.clear();
        }
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        let left = std::mem::take(&mut self.left);
        *self = Self { entered: left.load(Ordering::Relaxed), left, ..Self::default() };
    }
}

#[cfg(test)]
mod tests;
