//! The subscriptions of a client under one lock. They outlive the connections that bring their pushes.

use std::sync::atomic::Ordering;

use acton_wire::subscription::NamesRequest;
use acton_wire::{Format, FrameType};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::client::shared::{Connection, Shared};
use crate::client::subscribers::Subscribers;

/// Where both are held, the lock of a connection is taken before this one.
#[derive(Default)]
pub(super) struct Roster {
    subscribers: Mutex<Subscribers>,
    /// Somebody has unsubscribed.
    removed: Notify,
}

impl Roster {
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut Subscribers) -> R) -> R {
        f(&mut self.subscribers.lock())
    }

    /// Notes that a server confirmed a subscription on this connection, whose task answers for it from
    /// here on. False if the connection has ended and its task has looked after those on it already.
    pub(super) fn confirm(&self, id: u64, connection: &Connection) -> bool {
        self.with(|subscribers| {
            subscribers.confirm(id, connection.serial());
            !connection.shared().settled.swap(false, Ordering::Relaxed)
        })
    }

    /// Writes the frame that asks for what a subscription wants; for nothing if it has gone.
    pub(super) fn write_request(&self, id: u64, out: &mut Vec<u8>, format: Format, correlation_id: &str) {
        self.with(|subscribers| {
            let (names, patterns) = subscribers.wants(id);
            let kind = if patterns { FrameType::SubscribePatterns } else { FrameType::Subscribe };
            let names = names.iter().map(|name| name.as_str().into()).collect();
            NamesRequest { correlation_id: correlation_id.into(), names }.write(out, format, kind);
        });
    }

    /// Whether nobody is left on this connection. Then it is settled: whoever comes late is told.
    pub(super) fn settle(&self, connection: &Shared) -> bool {
        self.with(|subscribers| {
            let nobody_is_left = subscribers.on(connection.serial()).is_empty();
            connection.settled.store(nobody_is_left, Ordering::Relaxed);
            nobody_is_left
        })
    }

    /// Removes a subscription; the names it wanted.
    pub(super) fn remove(&self, id: u64) -> Vec<String> {
        let names = self.with(|subscribers| subscribers.remove(id));
        self.removed.notify_waiters();
        names
    }

    pub(super) async fn until_nobody_is_on(&self, serial: u64) {
        loop {
            let removed = self.removed.notified();
            if self.with(|subscribers| subscribers.on(serial).is_empty()) {
                return;
            }
            removed.await;
        }
    }
}
