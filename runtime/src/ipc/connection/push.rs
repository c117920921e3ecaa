//! A broadcast as one connection receives it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use acton_wire::Format;

use crate::ipc::connection::{Connection, State};

impl Connection {
    /// Queues a push if the connection subscribed to `name`; `shared` yields its bytes in a format,
    /// encoded once for all connections, or `None` if that failed.
    pub(crate) fn push(
        self: &Arc<Self>,
        name: &Arc<str>,
        mut shared: impl FnMut(Format) -> Option<Arc<[u8]>>,
    ) {
        let mut wanted = self.with(|state| state.subscriptions.wants(name));
        while let Some(format) = wanted {
            let shared = shared(format);
            // Looked up again: an UNSUBSCRIBE may have been answered meanwhile, and nothing follows that;
            // or a SUBSCRIBE in the other format.
            let mut state = self.state.lock();
            wanted = state.subscriptions.wants(name);
            if wanted == Some(format) {
                self.queue_push(&mut state, name, format, shared);
                if !state.is_stuck {
                    self.call(state);
                }
                return;
            }
        }
    }

    /// A push without bytes could not be encoded: its number is missing, so the peer sees the gap.
    fn queue_push(&self, state: &mut State, name: &Arc<str>, format: Format, shared: Option<Arc<[u8]>>) {
        let sequence = state.subscriptions.next(name);
        let room = self.server.limits.queued_output;
        let (queued, dropped) = match shared {
            Some(shared) => state.outbox.push(shared, format, sequence, room),
            None => (false, 1),
        };
        let counters = &self.server.counters;
        counters.pushes.fetch_add(queued.into(), Ordering::Relaxed);
        counters.pushes_dropped.fetch_add(dropped, Ordering::Relaxed);
    }
}
