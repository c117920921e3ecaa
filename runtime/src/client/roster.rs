//! The subscriptions of a client under one lock. They outlive the connections that bring their pushes.

use acton_wire::Format;
use acton_wire::FrameType;
use acton_wire::subscription::NamesRequest;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::client::shared::Connection;
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
    /// here on. False if the connection has ended: then its task may have looked already, and the next
    /// connection on which this one is confirmed is a gap.
    pub(super) fn confirm(&self, id: u64, connection: &Connection) -> bool {
        self.with(|subscribers| {
            let open = !connection.is_closed();
            if open {
                subscribers.confirm(id, connection.serial());
            } else if let Some(subscriber) = subscribers.get_mut(id) {
                subscriber.hear(connection.serial());
            }
            open
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
