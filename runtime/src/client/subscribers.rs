//! The subscriptions of a connection: who gets which push, and what each has missed.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use acton_wire::{Format, answer};

use crate::client::slots::Received;
use crate::client::subscription::Push;

/// Pushes a subscription holds for a consumer that is slow; then the oldest go.
pub(super) const HELD: usize = 1_024;

#[derive(Default)]
pub(super) struct Subscribers {
    by_id: BTreeMap<u64, Subscriber>,
    next_id: u64,
    /// The last number seen of each message type.
    sequences: BTreeMap<String, u64>,
}

struct Subscriber {
    names: Vec<String>,
    patterns: bool,
    held: VecDeque<Push>,
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
        let subscriber =
            Subscriber { names, patterns, held: VecDeque::new(), missed: 0, ended: false, waiter: None };
        self.by_id.insert(id, subscriber);
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
        let received = Arc::new(Received { format, bytes: push.payload.bytes().to_vec() });
        for subscriber in self.by_id.values_mut().filter(|subscriber| subscriber.wants(&push.message_type)) {
            subscriber.missed += gap;
            if subscriber.held.len() >= HELD {
                subscriber.held.pop_front();
                subscriber.missed += 1;
            }
            subscriber.held.push_back(Push::new(push, received.clone()));
            subscriber.wake();
        }
    }

    /// How many pushes of this type are missing before this one.
    fn gap(&mut self, push: &answer::Push<'_>) -> u64 {
        let Some(sequence) = push.sequence else { return 0 };
        match self.sequences.get_mut(&*push.message_type) {
            Some(last) => {
                let gap = sequence.saturating_sub(last.saturating_add(1));
                *last = sequence;
                gap
            }
            None => {
                self.sequences.insert(push.message_type.as_ref().into(), sequence);
                0
            }
        }
    }

    pub(super) fn poll_next(&mut self, id: u64, cx: &mut Context<'_>) -> Poll<Option<Push>> {
        let Some(subscriber) = self.by_id.get_mut(&id) else { return Poll::Ready(None) };
        if let Some(push) = subscriber.held.pop_front() {
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
