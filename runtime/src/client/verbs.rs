//! Sending: encode, wait for room, queue.

use std::cell::Cell;
use std::time::Duration;

use acton_wire::frame::{self, FrameType};
use acton_wire::limits::{MAX_PAYLOAD, MAX_RESPONSE_TIMEOUT_MS};
use acton_wire::{Executed, Format, Portable, Request};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use crate::client::arrival::Awaits;
use crate::client::sent::Sent;
use crate::client::stream::CREDIT;
use crate::client::window::Window;
use crate::client::{ClientError, IpcClient};

/// Envelope bytes beside the caller's own strings, at most.
const ENVELOPE: usize = 1024;

/// Bytes that one byte of a string takes at most when JSON escapes it.
const ESCAPED: usize = 6;

/// A buffer larger than this is not kept for the next message.
const KEPT: usize = 64 * 1024;

thread_local! {
    static ENCODING: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl IpcClient {
    /// Sends a request to an actor.
    pub(super) async fn request(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
        awaits: Awaits,
    ) -> Result<Sent, ClientError> {
        let format = self.connection.format;
        let headers = self.headers.as_deref();
        let mut payload = ENCODING.take();
        payload.clear();
        message.encode(format, &mut payload)?;
        let named = headers.into_iter().flatten().map(|(name, value)| name.len() + value.len() + ESCAPED);
        let strings = target.len() + message_type.len() + named.sum::<usize>();
        let limit = MAX_PAYLOAD.saturating_sub(ENVELOPE + ESCAPED * strings);
        if payload.len() > limit {
            return Err(ClientError::TooLarge { bytes: payload.len(), limit });
        }
        let credit = (awaits == Awaits::Items && !Window::goes_alone(payload.len())).then_some(CREDIT);
        let sent = self
            .send(awaits, payload.len(), |out, correlation_id, left| {
                let request = Request {
                    correlation_id,
                    target,
                    message_type,
                    expects_reply: awaits == Awaits::Reply,
                    expects_stream: awaits == Awaits::Items,
                    response_timeout_ms: Some(u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1)),
                    headers,
                    stream_credit: credit,
                };
                request.write(out, format, &payload);
            })
            .await;
        if payload.capacity() <= KEPT {
            ENCODING.set(payload);
        }
        sent
    }

    /// Asks the server itself.
    pub(super) async fn ask(
        &self,
        write: impl FnOnce(&mut Vec<u8>, Format, &str),
    ) -> Result<Sent, ClientError> {
        let format = self.connection.format;
        self.send(Awaits::Whole, 0, |out, id, _| write(out, format, id)).await
    }

    /// Sends a heartbeat that carries its number.
    pub(super) async fn knock(&self) -> Result<Sent, ClientError> {
        self.send(Awaits::Echo, 0, |out, id, _| {
            frame::write(out, FrameType::Heartbeat, Format::Json, |out| out.extend_from_slice(id.as_bytes()));
        })
        .await
    }

    /// Waits for room and queues what `write` writes, given its id and the time left for an answer.
    async fn send(
        &self,
        awaits: Awaits,
        size: usize,
        write: impl FnOnce(&mut Vec<u8>, &str, Duration),
    ) -> Result<Sent, ClientError> {
        let cap = Duration::from_millis(MAX_RESPONSE_TIMEOUT_MS);
        let timeout = if self.timeout.is_zero() { cap } else { self.timeout.min(cap) };
        let begun = Instant::now();
        let deadline = begun + timeout;
        let shared = self.connection.shared();
        let over = || shared.look(|state| state.over.as_ref().map(|end| end.error(Executed::No)));
        let cost = Window::cost(size);
        let entered = match shared.window.try_enter(cost) {
            Some(entered) => Some(entered),
            None => match timeout_at(deadline, shared.window.enter(cost)).await {
                Ok(entered) => entered.ok(),
                Err(_) => return Err(over().unwrap_or(ClientError::NoRoom { within: timeout })),
            },
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let id = shared.with(|state| {
            if let Some(end) = &state.over {
                return Err(end.error(Executed::No));
            }
            let id = state.slots.open(awaits, timeout, deadline);
            state.queue(|out| write(out, itoa::Buffer::new().format(id), left));
            Ok(id)
        })?;
        // From here on the request itself holds the room, and gives it back when it ends.
        if let Some(entered) = entered {
            entered.forget();
        }
        Ok(Sent::new(self.connection.clone(), id, cost))
    }
}
