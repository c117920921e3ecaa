//! The subscriptions of a client: who gets which push, and who was on which connection.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use acton_wire::{Format, answer};
use rustc_hash::FxHashMap;

use crate::client::arrival::Received;
use crate::client::backoff;
use crate::client::end::End;
use crate::client::push::Push;
use crate::client::subscriber::Subscriber;

/// Message types whose numbers are followed; a server that names more is not believed about gaps.
const FOLLOWED: usize = 4_096;

#[derive(Default)]
pub(super) struct Subscribers {
    by_id: BTreeMap<u64, Subscriber>,
    next_id: u64,
    /// The number the next push of each message type must have. Lives as long as the connection, as the
    /// server's counters do.
    sequences: FxHashMap<String, u64>,
    /// The connection those numbers belong to.
    serial: u64,
    /// Connections in a row that ended soon after they were made.
    restless: u32,
}

impl Subscribers {
    pub(super) fn add(&mut self, names: Vec<String>, patterns: bool) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.by_id.insert(id, Subscriber::new(names, patterns));
        id
    }

    pub(super) fn get(&self, id: u64) -> Option<&Subscriber> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Subscriber> {
        self.by_id.get_mut(&id)
    }

    /// Removes a subscription; the names it wanted.
    pub(super) fn remove(&mut self, id: u64) -> Vec<String> {
        self.by_id.remove(&id).map(|gone| gone.names).unwrap_or_default()
    }

    /// The names, or patterns, and which of both they are; nothing if it has gone.
    pub(super) fn wants(&self, id: u64) -> (&[String], bool) {
        self.get(id).map_or((&[], false), |subscriber| (&subscriber.names, subscriber.patterns))
    }

    /// Of these names, those that nobody wants.
    pub(super) fn unwanted<'a>(&self, names: &'a [String], patterns: bool) -> Vec<&'a str> {
        let wanted = |name: &String| {
            self.by_id.values().any(|other| other.patterns == patterns && other.names.contains(name))
        };
        names.iter().filter(|name| !wanted(name)).map(String::as_str).collect()
    }

    pub(super) fn confirm(&mut self, id: u64, serial: u64) {
        if let Some(subscriber) = self.by_id.get_mut(&id) {
            subscriber.on = Some(serial);
            subscriber.hear(serial);
        }
    }

    /// Those confirmed on this connection.
    pub(super) fn on(&self, serial: u64) -> Vec<u64> {
        let all = self.by_id.iter();
        all.filter(|(_, subscriber)| subscriber.on == Some(serial)).map(|(id, _)| *id).collect()
    }

    pub(super) fn end(&mut self, id: u64, end: &End) {
        if let Some(subscriber) = self.by_id.get_mut(&id) {
            subscriber.end(end);
        }
    }

    pub(super) fn end_all_on(&mut self, serial: u64, end: &End) {
        for subscriber in self.by_id.values_mut().filter(|subscriber| subscriber.on == Some(serial)) {
            subscriber.end(end);
        }
    }

    /// How many connections in a row, the one that lived this long included, ended soon after they were
    /// made: a server that lets us in only to throw us out is not to be asked without pause.
    pub(super) fn pace(&mut self, lived: Duration) -> u32 {
        self.restless = if lived < backoff::LONGEST { self.restless.saturating_add(1) } else { 0 };
        self.restless
    }

    pub(super) fn receive(&mut self, serial: u64, push: &answer::Push<'_>, format: Format) {
        if self.serial != serial {
            self.serial = serial;
            self.sequences.clear();
        }
        let gap = self.gap(push);
        let mut received = None;
        for subscriber in self.by_id.values_mut().filter(|subscriber| subscriber.wants(&push.message_type)) {
            let received = received
                .get_or_insert_with(|| Arc::new(Received { format, bytes: push.payload.bytes().to_vec() }));
            subscriber.hear(serial);
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
}
