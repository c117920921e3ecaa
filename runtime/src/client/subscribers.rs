//! The subscriptions of a connection: who gets which push, and what each has missed.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use acton_wire::{Format, answer};
use rustc_hash::FxHashMap;

use crate::client::arrival::Received;
use crate::client::subscription::Push;

/// Pushes a subscription holds for a consumer that is slow; then the oldest go.
const HELD: usize = 1_024;

/// Bytes it holds at most, the newest push excepted.
const HELD_BYTES: usize = 16 * 1024 * 1024;

/// Message types whose numbers are followed; a server that names more is not believed about gaps.
const FOLLOWED: usize = 4_096;

#[derive(Default)]
pub(super) struct Subscribers {
    by_id: BTreeMap<u64, Subscriber>,
    next_id: u64,
    /// The number the next push of each message type must have. Lives as long as the connection, as the
    /// server's counters do.
    sequences: FxHashMap<String, u64>,
}

#[derive(Default)]
struct Subscriber {
    names: Vec<String>,
    patterns: bool,
    held: VecDeque<Push>,
    held_bytes: usize,
    missed: u64,
    ended: bool,
    waiter: Option<Waker>,
}

impl Subscriber {
    fn wants(&self, message_type: &str) -> bool {
        self.names.iter().any(|name| match name.strip_suffix('*').filter(|_| self.patterns) {
            Some(prefix) => message_type.starts_with(prefix),
            None => name == message_type,
        })
    }

    fn take(&mut self) -> Option<Push> {
        let push = self.held.pop_front()?;
        self.held_bytes -= push.len();
        Some(push)
    }

    fn hold(&mut self, push: Push) {
        while self.held.len() >= HELD || !self.held.is_empty() && self.held_bytes + push.len() > HELD_BYTES {
            self.take();
            self.miss(1);
        }
        self.held_bytes += push.len();
        self.held.push_back(push);
        self.wake();
    }

    fn miss(&mut self, pushes: u64) {
        self.missed = self.missed.saturating_add(pushes);
    }

    fn wake(&mut self) {
        if let Some(waiter) = self.waiter.take() {
            waiter.wake();
        }
    }
}

impl Subscribers {
    pub(super) fn add(&mut self, names: Vec<String>, patterns: bool) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.by_id.insert(id, Subscriber { names, patterns, ..Subscriber::default() });
        id
    }

    /// Removes a subscription; returns the names that nobody else of this connection wants.
    pub(super) fn remove(&mut self, id: u64) -> Vec<String> {
        let Some(gone) = self.by_id.remove(&id) else { return Vec::new() };
        let kept = |name: &String| {
            self.by_id.values().any(|other| other.patterns == gone.patterns && other.names.contains(name))
        };
        gone.names.iter().filter(|name| !kept(name)).cloned().collect()
    }

    pub(super) fn receive(&mut self, push: &answer::Push<'_>, format: Format) {
        let gap = self.gap(push);
        let mut received = None;
        for subscriber in self.by_id.values_mut().filter(|subscriber| subscriber.wants(&push.message_type)) {
            let received = received
                .get_or_insert_with(|| Arc::new(Received { format, bytes: push.payload.bytes().to_vec() }));
            subscriber.miss(gap);
            subscriber.hold(Push::new(push, received.clone()));
        }
    }

    /// How many pushes of this type are missing before this one; the server counts from 0.
    fn gap(&mut self, push: &answer::Push<'_>) -> u64 {
        let Some(sequence) = push.sequence else { return 0 };
        if let Some(due) = self.sequences.get_mut(&*push.message_type) {
            let gap = sequence.saturating_sub(*due);
            *due = sequence.saturating_add(1).max(*due);
            return gap;
        }
        if self.sequences.len() == FOLLOWED {
            return 0;
        }
        self.sequences.insert(push.message_type.as_ref().into(), sequence.saturating_add(1));
        sequence
    }

    pub(super) fn poll_next(&mut self, id: u64, cx: &mut Context<'_>) -> Poll<Option<Push>> {
        let Some(subscriber) = self.by_id.get_mut(&id) else { return Poll::Ready(None) };
        if let Some(push) = subscriber.take() {
            return Poll::Ready(Some(push));
        }
        if subscriber.ended {
            return Poll::Ready(None);
        }
        subscriber.waiter = Some(cx.waker().clone());
        Poll::Pending
    }

    pub(super) fn missed(&self, id: u64) -> u64 {
        self.by_id.get(&id).map_or(0, |subscriber| subscriber.missed)
    }

    /// The connection is over.
    pub(super) fn end(&mut self) {
        for subscriber in self.by_id.values_mut() {
            subscriber.ended = true;
            subscriber.wake();
        }
    }
}
