//! Who waits for an answer: a slot each, used again, found by the number that is the correlation id.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use acton_wire::Executed;
use tokio::time::Instant;

use crate::client::ClientError;
use crate::client::arrival::{Arrival, Awaits};
use crate::client::deadline::Deadline;

/// Bytes of stream items that wait for their consumers; then nothing is read. A server that keeps to
/// its credit comes here only with large items; one that knows no credit is held back so.
const UNREAD: usize = 64 * 1024 * 1024;

/// How much longer than the server we wait: its own TIMEOUT says whether the handler ran.
const GRACE: Duration = Duration::from_millis(250);

/// What an item weighs beside its bytes.
const ITEM: usize = 64;

/// A queue longer than this is not kept for the next request.
const KEPT: usize = 16;

#[derive(Default)]
struct Slot {
    generation: u32,
    /// `None`: the slot is free.
    awaits: Option<Awaits>,
    arrived: VecDeque<Arrival>,
    /// Nothing more will arrive.
    ended: bool,
    waiter: Option<Waker>,
    deadline: Option<Instant>,
    timeout: Duration,
    /// The number the next item must have.
    sequence: u32,
    /// Where the request's frame ends among all bytes of its connection.
    frame_end: u64,
}

impl Slot {
    fn wake(&mut self) {
        if let Some(waiter) = self.waiter.take() {
            waiter.wake();
        }
    }

    fn fail(&mut self, error: ClientError) {
        self.arrived.push_back(Err(error));
        self.ended = true;
        self.deadline = None;
        self.wake();
    }
}

#[derive(Default)]
pub(super) struct Slots {
    all: Vec<Slot>,
    free: Vec<usize>,
    /// Not later than the first deadline.
    next_deadline: Option<Instant>,
    /// What the items weigh that wait for their consumers.
    unread: usize,
}

impl Slots {
    /// Takes a slot; its number is the correlation id. A stream has a deadline only while its consumer
    /// waits, so that one who pauses is never told that the server was late. There are no more slots
    /// than the [`Window`](super::window::Window) lets in: an index fits the lower half of an id.
    pub(super) fn open(&mut self, awaits: Awaits, deadline: Deadline) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.all.push(Slot::default());
            self.all.len() - 1
        });
        let slot = &mut self.all[index];
        slot.awaits = Some(awaits);
        slot.timeout = deadline.within;
        let id = u64::from(slot.generation) << 32 | index as u64;
        if awaits != Awaits::Items {
            self.expect(id, deadline.at);
        }
        id
    }

    /// Notes where the request's frame ends among all bytes of its connection.
    pub(super) fn queued_up_to(&mut self, id: u64, frame_end: u64) {
        if let Some(slot) = self.slot(id) {
            slot.frame_end = frame_end;
        }
    }

    /// What the request of this id waits for: nothing if it is unknown, late or has ended.
    pub(super) fn awaits(&mut self, id: u64) -> Option<Awaits> {
        self.slot(id).filter(|slot| !slot.ended)?.awaits
    }

    /// Counts an item; the number it should have had, if it has another.
    pub(super) fn count(&mut self, id: u64, sequence: u32) -> Result<(), u32> {
        let Some(slot) = self.slot(id) else { return Ok(()) };
        if slot.sequence != sequence {
            return Err(slot.sequence);
        }
        slot.sequence = sequence.wrapping_add(1);
        Ok(())
    }

    /// Puts what came into its slot, and wakes who waits for it.
    pub(super) fn deliver(&mut self, id: u64, arrival: Option<Arrival>, last: bool) {
        let Some(slot) = self.slot(id) else { return };
        let weight = weight(slot.awaits, arrival.as_ref());
        slot.arrived.extend(arrival);
        slot.ended = last;
        slot.deadline = None;
        slot.wake();
        self.unread += weight;
    }

    /// Ends a request whose answer cannot be believed.
    pub(super) fn fail(&mut self, id: u64, error: ClientError) {
        if let Some(slot) = self.slot(id) {
            slot.fail(error);
        }
    }

    /// What arrived next, and whether it was the last; the slot is free then.
    pub(super) fn poll(&mut self, id: u64, cx: &mut Context<'_>) -> Poll<(Option<Arrival>, bool)> {
        let Some(slot) = self.slot(id) else { return Poll::Ready((None, true)) };
        if slot.arrived.is_empty() && !slot.ended {
            match &mut slot.waiter {
                Some(waiter) => waiter.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
            if slot.deadline.is_none() {
                let deadline = Instant::now() + slot.timeout;
                self.expect(id, deadline);
            }
            return Poll::Pending;
        }
        let arrival = slot.arrived.pop_front();
        let last = slot.ended && slot.arrived.is_empty();
        let weight = weight(slot.awaits, arrival.as_ref());
        self.unread -= weight;
        if last {
            self.close(id);
        }
        Poll::Ready((arrival, last))
    }

    /// Frees the slot; what it still waited for.
    pub(super) fn close(&mut self, id: u64) -> Option<Awaits> {
        let slot = self.slot(id)?;
        let still = slot.awaits.filter(|_| !slot.ended);
        let dropped: usize = slot.arrived.iter().map(|arrival| weight(slot.awaits, Some(arrival))).sum();
        let mut arrived = std::mem::take(&mut slot.arrived);
        arrived.clear();
        arrived.shrink_to(KEPT);
        *slot = Slot { generation: slot.generation.wrapping_add(1), arrived, ..Slot::default() };
        self.unread -= dropped;
        self.free.push(index(id));
        still
    }

    /// Ends what is due; the ids to be cancelled at the server.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<u64> {
        let mut cancelled = Vec::new();
        let mut next = None;
        for (slot, index) in self.all.iter_mut().zip(0_u64..) {
            let Some(deadline) = slot.deadline else { continue };
            if deadline > now {
                next = next.into_iter().chain([deadline]).min();
                continue;
            }
            slot.fail(ClientError::Timeout { within: slot.timeout });
            if slot.awaits.is_some_and(Awaits::is_cancellable) {
                cancelled.push(u64::from(slot.generation) << 32 | index);
            }
        }
        self.next_deadline = next;
        cancelled
    }

    /// Ends everything that still waits. `written` bytes have left: of a request that is not whole among
    /// them no server has run anything.
    pub(super) fn end(&mut self, written: u64, error: impl Fn(Executed) -> ClientError) {
        self.next_deadline = None;
        for slot in self.all.iter_mut().filter(|slot| slot.awaits.is_some() && !slot.ended) {
            let executed = if slot.frame_end <= written { Executed::Maybe } else { Executed::No };
            slot.fail(error(executed));
        }
    }

    /// When to look for what is due.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.next_deadline
    }

    /// Whether reading on would only fill memory.
    pub(super) fn are_flooded(&self) -> bool {
        self.unread >= UNREAD
    }

    fn expect(&mut self, id: u64, deadline: Instant) {
        let deadline = deadline + GRACE;
        if let Some(slot) = self.slot(id) {
            slot.deadline = Some(deadline);
        }
        self.next_deadline = self.next_deadline.into_iter().chain([deadline]).min();
    }

    fn slot(&mut self, id: u64) -> Option<&mut Slot> {
        let slot = self.all.get_mut(index(id))?;
        (slot.awaits.is_some() && u64::from(slot.generation) == id >> 32).then_some(slot)
    }
}

/// The slot an id names; the upper half is its generation.
fn index(id: u64) -> usize {
    (id & 0xffff_ffff) as usize
}

/// What it weighs while it waits; replies are bounded by the requests in flight.
fn weight(awaits: Option<Awaits>, arrival: Option<&Arrival>) -> usize {
    match arrival {
        Some(Ok(item)) if awaits == Some(Awaits::Items) => item.bytes.len() + ITEM,
        _ => 0,
    }
}
