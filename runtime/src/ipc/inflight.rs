//! The requests of one connection that have not ended, in slots that are used again.
//!
//! A slot keeps its id's buffer, so a request costs no allocation here once as many have been in
//! flight before. Deadlines are found by looking at the slots when the earliest may be due: one timer
//! a connection, nothing to add or remove per request.

use std::sync::{Arc, Weak};
use std::time::Duration;

use acton_wire::reply::ItemHead;
use acton_wire::{Executed, Format};
use tokio::time::Instant;

use crate::actor::chain::Chain;
use crate::actor::port::Outcome;
use crate::actor::recent::{STALENESS, recent};
use crate::ipc::request::Request;

/// What a request expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Call,
    Stream,
    Post,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It is in the mailbox.
    Waiting,
    /// Its handler started.
    Started,
    /// Its handler runs and keeps the whole actor waiting.
    Exclusive,
}

/// One request.
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) format: Format,
    pub(crate) kind: Kind,
    pub(crate) request: Weak<Request>,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Instant>,
    /// Its one answer has left; for a stream, the final frame.
    pub(crate) answered: bool,
    pub(crate) progress: Progress,
    pub(crate) sequence: u32,
    /// An item has left since the deadline was set: the next one has its own, from the next look at the clock on.
    is_outdated: bool,
    /// What the items of a stream begin with, once there is one.
    head: Option<ItemHead>,
    /// Items the peer has granted; `None`: as many as there are.
    pub(crate) credit: Option<u32>,
    /// Replies that wait for room now.
    pub(crate) waiting: u32,
    /// What replies waited in all while the handler was exclusive.
    pub(crate) waited: Duration,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) chain: Option<Arc<Chain>>,
    taken: bool,
    size: usize,
}

/// How a request is to be answered.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) format: Format,
    pub(crate) kind: Kind,
    pub(crate) timeout: Duration,
    /// Items a stream may send before more are granted; `None`: as many as there are.
    pub(crate) credit: Option<u32>,
}

/// What a request brings along when it is let in.
pub(crate) struct Arrival<'a> {
    pub(crate) id: &'a str,
    pub(crate) terms: Terms,
    pub(crate) size: usize,
    pub(crate) now: Instant,
}

impl Entry {
    fn vacant() -> Self {
        Self {
            id: String::new(),
            format: Format::Json,
            kind: Kind::Post,
            request: Weak::new(),
            timeout: Duration::ZERO,
            deadline: None,
            answered: true,
            progress: Progress::Waiting,
            sequence: 0,
            is_outdated: false,
            head: None,
            credit: None,
            waiting: 0,
            waited: Duration::ZERO,
            outcome: None,
            chain: None,
            taken: false,
            size: 0,
        }
    }

    /// Whether it still owes the peer an answer.
    pub(crate) fn is_open(&self) -> bool {
        self.taken && !self.answered
    }

    pub(crate) fn has_started(&self) -> bool {
        self.progress != Progress::Waiting
    }

    pub(crate) fn is_exclusive(&self) -> bool {
        self.progress == Progress::Exclusive
    }

    /// Whether the peer has to grant more before the next item may leave.
    pub(crate) fn lacks_credit(&self) -> bool {
        self.kind == Kind::Stream && self.credit == Some(0)
    }

    /// Appends the frame of the stream's next item up to its payload.
    pub(crate) fn write_head(&mut self, out: &mut Vec<u8>, payload_len: usize) {
        let head = self.head.get_or_insert_with(|| ItemHead::new(self.format, &self.id));
        head.write(out, self.sequence, payload_len);
    }

    /// Whether its answer is late.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        !self.is_outdated && self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// What to say of a request that ends early.
    pub(crate) fn executed(&self) -> Executed {
        if self.has_started() { Executed::Maybe } else { Executed::No }
    }
}

#[derive(Default)]
pub(crate) struct Inflight {
    entries: Vec<Entry>,
    free: Vec<usize>,
    /// Requests not ended, acknowledged posts excepted.
    count: usize,
    /// Posts acknowledged and not started.
    posts: usize,
    /// Requests whose actors have not come to them.
    unstarted: usize,
    bytes: usize,
    /// The slots of streams whose deadlines are outdated.
    outdated: Vec<usize>,
    /// No deadline is due before this.
    next_deadline: Option<Instant>,
}

impl Inflight {
    /// Requests that have not ended.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether actors have yet to come to some request.
    pub(crate) fn has_unstarted(&self) -> bool {
        self.unstarted > 0
    }

    /// Payload bytes of requests not ended and posts not started.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.next_deadline
    }

    pub(crate) fn open(&mut self, arrival: &Arrival<'_>) -> usize {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry::vacant());
            self.entries.len() - 1
        });
        let Terms { format, kind, timeout, credit } = arrival.terms;
        let deadline = (kind != Kind::Post).then(|| arrival.now + timeout);
        let entry = &mut self.entries[slot];
        entry.id.push_str(arrival.id);
        entry.format = format;
        entry.kind = kind;
        entry.timeout = timeout;
        entry.deadline = deadline;
        entry.answered = kind == Kind::Post;
        entry.credit = credit;
        entry.taken = true;
        entry.size = arrival.size;
        self.bytes += arrival.size;
        self.unstarted += 1;
        match kind {
            Kind::Post => self.posts += 1,
            Kind::Call | Kind::Stream => self.count += 1,
        }
        self.expect(deadline);
        slot
    }

    /// A deadline was set that may be the earliest.
    pub(crate) fn expect(&mut self, deadline: Option<Instant>) {
        self.next_deadline = match (self.next_deadline, deadline) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
    }

    pub(crate) fn at(&mut self, slot: usize) -> &mut Entry {
        &mut self.entries[slot]
    }

    /// Its handler is about to run.
    pub(crate) fn start(&mut self, slot: usize, progress: Progress) {
        let entry = &mut self.entries[slot];
        self.unstarted -= usize::from(!entry.has_started());
        entry.progress = progress;
    }

    /// An item of its stream has left. No clock is asked for each: who writes them looks at one.
    pub(crate) fn item_left(&mut self, slot: usize) {
        let entry = &mut self.entries[slot];
        entry.sequence = entry.sequence.wrapping_add(1);
        if let Some(credit) = &mut entry.credit {
            *credit = credit.saturating_sub(1);
        }
        if !std::mem::replace(&mut entry.is_outdated, true) {
            self.outdated.push(slot);
        }
    }

    /// Streams whose items have left have their deadlines from now on.
    pub(crate) fn move_deadlines(&mut self) {
        if self.outdated.is_empty() {
            return;
        }
        // Not what the session took for now before: an item may have left since.
        let now = recent();
        while let Some(slot) = self.outdated.pop() {
            let entry = &mut self.entries[slot];
            if std::mem::take(&mut entry.is_outdated) && entry.is_open() && entry.waiting == 0 {
                let deadline = Some(now + STALENESS + entry.timeout);
                entry.deadline = deadline;
                self.expect(deadline);
            }
        }
    }

    /// A post has started: nothing of it is held any more.
    pub(crate) fn release(&mut self, slot: usize) {
        let entry = &mut self.entries[slot];
        self.bytes -= std::mem::take(&mut entry.size);
    }

    /// The request has ended.
    pub(crate) fn close(&mut self, slot: usize) {
        self.release(slot);
        let entry = &mut self.entries[slot];
        self.unstarted -= usize::from(!entry.has_started());
        match entry.kind {
            Kind::Post => self.posts -= 1,
            Kind::Call | Kind::Stream => self.count -= 1,
        }
        let mut id = std::mem::take(&mut entry.id);
        id.clear();
        *entry = Entry { id, ..Entry::vacant() };
        self.free.push(slot);
    }

    /// The slots of requests that still owe an answer and for which `matches` holds.
    pub(crate) fn open_slots(&self, matches: impl Fn(&Entry) -> bool) -> Vec<usize> {
        let slots = self.entries.iter().enumerate();
        slots.filter(|(_, entry)| entry.is_open() && matches(entry)).map(|(slot, _)| slot).collect()
    }

    /// Whether any request is still without its answer.
    pub(crate) fn owes_answers(&self) -> bool {
        self.count > 0 && self.entries.iter().any(Entry::is_open)
    }

    /// Looks the deadlines up anew.
    pub(crate) fn refresh_deadline(&mut self) {
        self.move_deadlines();
        self.next_deadline =
            self.entries.iter().filter(|entry| entry.is_open()).filter_map(|entry| entry.deadline).min();
    }

    /// Gives memory back while nothing is in flight.
    pub(crate) fn shrink(&mut self) {
        if self.count == 0 && self.posts == 0 {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests;
