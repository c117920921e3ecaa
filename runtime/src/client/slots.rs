//! Who waits for an answer: a slot each, used again, found by the number that is the correlation id.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use acton_wire::Format;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::client::ClientError;

/// Requests in flight at once: fewer than the server takes, so that it always reads our CANCEL.
const MOST: usize = 1_000;

/// Payload bytes in flight at once; a larger request goes alone.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A stream whose server knows no credit may run this far ahead; then nothing is read.
const AHEAD: usize = 4_096;

/// An encoded value as it arrived.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
}

impl Received {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        Ok(acton_wire::Payload::parse(self.format, &self.bytes)?.decode()?)
    }
}

/// What a slot waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaits {
    /// A reply: its payload is kept.
    Payload,
    /// An answer of another struct: all of it is kept.
    Whole,
    /// Items.
    Items,
}

#[derive(Default)]
pub(super) struct Slot {
    generation: u32,
    taken: bool,
    pub(super) awaits: Option<Awaits>,
    pub(super) arrived: VecDeque<Result<Received, ClientError>>,
    /// Nothing more will arrive.
    pub(super) ended: bool,
    pub(super) waiter: Option<Waker>,
    pub(super) deadline: Option<Instant>,
    pub(super) timeout: Duration,
    /// The number the next item must have.
    pub(super) sequence: u32,
    size: usize,
}

#[derive(Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
    count: usize,
    bytes: usize,
    next_deadline: Option<Instant>,
}

impl Slots {
    /// Whether a request of this size may go now.
    pub(super) fn have_room(&self, size: usize) -> bool {
        self.count == 0 || (self.count < MOST && self.bytes + size <= MOST_BYTES)
    }

    /// Whether a request of this size goes alone, so that nothing can be granted meanwhile.
    pub(super) fn goes_alone(size: usize) -> bool {
        size > MOST_BYTES
    }

    pub(super) fn open(&mut self, awaits: Awaits, size: usize, timeout: Duration, deadline: Option<Instant>) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        let slot = &mut self.slots[index as usize];
        slot.taken = true;
        slot.awaits = Some(awaits);
        slot.deadline = deadline;
        slot.timeout = timeout;
        slot.size = size;
        self.count += 1;
        self.bytes += size;
        let id = u64::from(slot.generation) << 32 | u64::from(index);
        self.expect(deadline);
        id
    }

    pub(super) fn expect(&mut self, deadline: Option<Instant>) {
        self.next_deadline = match (self.next_deadline, deadline) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.next_deadline
    }

    /// The slot of this id, if it still waits: an answer to anything else is nobody's.
    pub(super) fn get(&mut self, id: u64) -> Option<&mut Slot> {
        let index = usize::try_from(id & u64::from(u32::MAX)).ok()?;
        let slot = self.slots.get_mut(index)?;
        (slot.taken && u64::from(slot.generation) == id >> 32).then_some(slot)
    }

    /// Frees the slot; true if it had not ended.
    pub(super) fn close(&mut self, id: u64) -> bool {
        let Some(slot) = self.get(id) else { return false };
        let (ended, size) = (slot.ended, slot.size);
        let mut arrived = std::mem::take(&mut slot.arrived);
        arrived.clear();
        *slot = Slot { generation: slot.generation.wrapping_add(1), arrived, ..Slot::default() };
        self.count -= 1;
        self.bytes -= size;
        self.free.push(u32::try_from(id & u64::from(u32::MAX)).unwrap_or(u32::MAX));
        !ended
    }

    /// Ends every slot for which `why` has a reason.
    pub(super) fn end(&mut self, why: impl Fn(&Slot) -> Option<ClientError>) -> Vec<u64> {
        let mut ended = Vec::new();
        for (slot, index) in self.slots.iter_mut().zip(0_u64..).filter(|(slot, _)| slot.taken && !slot.ended) {
            let Some(error) = why(slot) else { continue };
            slot.arrived.push_back(Err(error));
            slot.ended = true;
            slot.deadline = None;
            ended.push(u64::from(slot.generation) << 32 | index);
            if let Some(waiter) = slot.waiter.take() {
                waiter.wake();
            }
        }
        let open = self.slots.iter().filter(|slot| slot.taken && !slot.ended);
        self.next_deadline = open.filter_map(|slot| slot.deadline).min();
        ended
    }

    /// Whether some stream has run so far ahead that reading on would only fill memory.
    pub(super) fn are_flooded(&self) -> bool {
        self.slots.iter().any(|slot| slot.arrived.len() >= AHEAD)
    }
}
