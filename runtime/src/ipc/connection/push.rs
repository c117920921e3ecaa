//! A broadcast as one connection receives it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use acton_wire::Format;

use crate::ipc::connection::Connection;

impl Connection {
    /// Queues a push if the connection subscribed to `name`; `shared` yields its bytes in a format,
    /// encoded once for all connections.
    pub(crate) fn push(&self, name: &Arc<str>, shared: impl FnOnce(Format) -> Option<Arc<[u8]>>) {
        let room = self.server.limits.queued_output;
        let counters = &self.server.counters;
        let Some(format) = self.with(|state| state.subscriptions.wants(name)) else { return };
        let Some(shared) = shared(format) else { return };
        let dropped = self.change(|state| {
            if state.closed {
                return 0;
            }
            // Looked up again: an UNSUBSCRIBE may have been answered meanwhile, and nothing follows that.
            let Some((format, sequence)) = state.subscriptions.next(name) else { return 0 };
            state.outbox.push(shared, format, sequence, room)
        });
        counters.pushes.fetch_add(1, Ordering::Relaxed);
        counters.pushes_dropped.fetch_add(dropped, Ordering::Relaxed);
    }
}
