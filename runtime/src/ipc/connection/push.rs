//! A broadcast as one connection receives it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use acton_wire::Format;

use crate::ipc::connection::{Connection, State};
use crate::ipc::publish::Form;

impl Connection {
    /// Queues a push if the connection subscribed to `name`; `form` yields its bytes, encoded once a format for all connections.
    /// `Err`: they are wanted in this format and are not there yet.
    pub(crate) fn push(
        self: &Arc<Self>,
        name: &Arc<str>,
        form: impl Fn(Format) -> Option<Form>,
    ) -> Result<(), Format> {
        // One look decides and queues: after the answer to an UNSUBSCRIBE nothing follows.
        let mut state = self.state.lock();
        let Some(format) = state.subscriptions.wants(name) else { return Ok(()) };
        let Some(form) = form(format) else { return Err(format) };
        self.queue_push(&mut state, name, format, form);
        let is_blocked = state.outbox.is_blocked();
        drop(state);
        if !is_blocked && !self.listen_to_turn() {
            self.make_ready();
        }
        Ok(())
    }

    /// A push without bytes could not be encoded: its number is missing, so the peer sees the gap.
    fn queue_push(&self, state: &mut State, name: &Arc<str>, format: Format, form: Form) {
        let sequence = state.subscriptions.next(name);
        let room = self.server.limits.queued_output;
        let (queued, dropped) = match form {
            Some(shared) => state.outbox.push(shared, format, sequence, room),
            None => (false, 1),
        };
        let counters = &self.server.counters;
        counters.pushes.fetch_add(queued.into(), Ordering::Relaxed);
        counters.pushes_dropped.fetch_add(dropped, Ordering::Relaxed);
    }
}
