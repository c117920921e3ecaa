//! The way of a broadcast to the connections that subscribed: encoded once a format, shared by all.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use acton_wire::{Format, Portable, push};

use crate::actor::broker::Outlet;
use crate::ipc::event_loop;
use crate::ipc::server::Server;
use crate::message::Message;

static NOTIFICATIONS: AtomicU64 = AtomicU64::new(1);

impl Outlet for Server {
    fn publish(&self, message: &dyn Message, source: Option<&str>) {
        let types = self.registry.snapshot();
        let Some(name) = types.name_of((message as &dyn Any).type_id()) else { return };
        let subscribers = self.subscribers();
        if subscribers.is_empty() {
            return;
        }
        let Some(portable) = message.portable() else {
            tracing::debug!(message = &**name, "a plain #[acton_message] is not pushed to other processes");
            return;
        };
        let mut encoded = Encoded::new(portable, name, source, self.limits.max_reply);
        for connection in subscribers.iter() {
            while let Err(format) = connection.push(name, |format| encoded.form(format)) {
                // Nobody is locked meanwhile: encoding is the message's own code.
                encoded.encode(format);
            }
        }
    }

    fn relieve(self: Arc<Self>) {
        event_loop::relieve(&self);
    }
}

/// One broadcast, encoded in the formats that somebody wants.
struct Encoded<'a> {
    message: &'a dyn Portable,
    name: &'a str,
    source: Option<&'a str>,
    limit: usize,
    /// By format, once it was wanted.
    forms: [Option<Form>; 2],
}

/// The bytes that all connections of a format share; `None`: the message cannot be encoded, or is too large.
pub(crate) type Form = Option<Arc<[u8]>>;

impl<'a> Encoded<'a> {
    fn new(message: &'a dyn Portable, name: &'a str, source: Option<&'a str>, limit: usize) -> Self {
        Self { message, name, source, limit, forms: [None, None] }
    }

    fn form(&self, format: Format) -> Option<Form> {
        self.forms[index(format)].clone()
    }

    fn encode(&mut self, format: Format) {
        self.forms[index(format)] = Some(self.encoded(format));
    }

    fn encoded(&self, format: Format) -> Form {
        let mut payload = Vec::with_capacity(128);
        if let Err(error) = self.message.encode(format, &mut payload) {
            tracing::error!(message = self.name, %error, "a broadcast cannot be serialised and is not pushed");
            return None;
        }
        let number = NOTIFICATIONS.fetch_add(1, Ordering::Relaxed);
        let id = format!("n{number}");
        let mut shared = Vec::with_capacity(payload.len() + 160);
        push::encode_shared(&mut shared, format, &id, self.name, self.source, &payload, unix_ms());
        if push::framed_len(format, shared.len(), u64::MAX) > self.limit {
            let (bytes, limit) = (shared.len(), self.limit);
            tracing::error!(message = self.name, bytes, limit, "a broadcast is too large and is not pushed");
            return None;
        }
        Some(shared.into())
    }
}

fn index(format: Format) -> usize {
    usize::from(format == Format::MessagePack)
}

fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
