//! Sending: encode, find a connection, queue; and the same again where nothing came of it.

use std::cell::Cell;

use acton_wire::frame::{self, FrameType};
use acton_wire::limits::MAX_PAYLOAD;
use acton_wire::{Format, Portable, Request};
use serde::Serialize;

use crate::client::arrival::{Arrival, Awaits};
use crate::client::attempts::Attempts;
use crate::client::deadline::Deadline;
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

/// A message in a buffer that is lent to the next one afterwards.
pub(super) fn encode(message: &(impl Serialize + ?Sized), format: Format) -> Result<Vec<u8>, ClientError> {
    let mut payload = ENCODING.take();
    payload.clear();
    message.encode(format, &mut payload)?;
    Ok(payload)
}

/// Lends the buffer of a message to the next one.
pub(super) fn give_back(payload: Vec<u8>) {
    if payload.capacity() <= KEPT {
        ENCODING.set(payload);
    }
}

impl IpcClient {
    pub(super) fn attempts(&self) -> Attempts {
        Attempts::new(self.timeout, self.retry, &self.line)
    }

    /// Sends what `send` sends until it is answered, or nothing better can be expected.
    pub(super) async fn persist<F>(&self, send: impl Fn(Deadline) -> F) -> Arrival
    where
        F: Future<Output = Result<Sent, ClientError>>,
    {
        let mut attempts = self.attempts();
        loop {
            let answer = match send(attempts.deadline).await {
                Ok(request) => request.answer().await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => attempts.again(error, &self.line).await?,
            }
        }
    }

    /// Sends a message to an actor. It is encoded anew each time, so that no buffer waits for an answer.
    pub(super) async fn request(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
        awaits: Awaits,
        deadline: Deadline,
    ) -> Result<Sent, ClientError> {
        let payload = encode(message, self.line.format)?;
        let sent = self.request_encoded(target, message_type, &payload, awaits, deadline).await;
        give_back(payload);
        sent
    }

    pub(super) async fn request_encoded(
        &self,
        target: &str,
        message_type: &str,
        payload: &[u8],
        awaits: Awaits,
        deadline: Deadline,
    ) -> Result<Sent, ClientError> {
        let format = self.line.format;
        let headers = self.headers.as_deref();
        let named = headers.into_iter().flatten().map(|(name, value)| name.len() + value.len() + ESCAPED);
        let strings = target.len() + message_type.len() + named.sum::<usize>();
        let limit = MAX_PAYLOAD.saturating_sub(ENVELOPE + ESCAPED * strings);
        if payload.len() > limit {
            return Err(ClientError::TooLarge { bytes: payload.len(), limit });
        }
        let credit = (awaits == Awaits::Items && !Window::goes_alone(payload.len())).then_some(CREDIT);
        let connection = self.line.ready(deadline).await?;
        Sent::begin(connection, awaits, payload.len(), deadline, |out, correlation_id, left| {
            // To a stream it is the longest gap between two items, whenever the first one comes.
            let allowed = if awaits == Awaits::Items { deadline.within } else { left };
            let request = Request {
                correlation_id,
                target,
                message_type,
                expects_reply: awaits == Awaits::Reply,
                expects_stream: awaits == Awaits::Items,
                response_timeout_ms: Some(u64::try_from(allowed.as_millis()).unwrap_or(u64::MAX).max(1)),
                headers,
                stream_credit: credit,
            };
            request.write(out, format, payload);
        })
        .await
    }

    /// Asks the server itself.
    pub(super) async fn ask(
        &self,
        write: impl FnOnce(&mut Vec<u8>, Format, &str),
        deadline: Deadline,
    ) -> Result<Sent, ClientError> {
        let format = self.line.format;
        let connection = self.line.ready(deadline).await?;
        Sent::begin(connection, Awaits::Whole, 0, deadline, |out, id, _| write(out, format, id)).await
    }

    /// Sends a heartbeat that carries its number.
    pub(super) async fn knock(&self, deadline: Deadline) -> Result<Sent, ClientError> {
        let connection = self.line.ready(deadline).await?;
        Sent::begin(connection, Awaits::Echo, 0, deadline, |out, id, _| {
            frame::write(out, FrameType::Heartbeat, Format::Json, |out| out.extend_from_slice(id.as_bytes()));
        })
        .await
    }
}
