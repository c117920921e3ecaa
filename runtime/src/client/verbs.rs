//! Sending a request and waiting for what comes back.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use acton_wire::control::Cancel;
use acton_wire::limits::{MAX_PAYLOAD, MAX_RESPONSE_TIMEOUT_MS};
use acton_wire::{Executed, Format, Portable, Request};
use serde::Serialize;
use tokio::time::Instant;

use crate::client::frames::CREDIT;
use crate::client::shared::{Connection, disconnected};
use crate::client::slots::{Awaits, Received, Slots};
use crate::client::{ClientError, Expects, IpcClient};

/// How much longer than the server we wait: its own TIMEOUT says whether the handler ran.
const GRACE: Duration = Duration::from_millis(250);

/// Envelope bytes around a payload, at most: names of 256 bytes and headers are the caller's own.
const ENVELOPE: usize = 4 * 1024;

/// A request that was sent. Dropped before its end, it is cancelled.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) connection: Arc<Connection>,
    pub(super) id: u64,
}

impl IpcClient {
    pub(super) async fn request(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
        expects: Expects,
    ) -> Result<Sent, ClientError> {
        let format = self.connection.format;
        let mut payload = Vec::new();
        message.encode(format, &mut payload)?;
        if payload.len() + ENVELOPE > MAX_PAYLOAD {
            return Err(ClientError::TooLarge { bytes: payload.len(), limit: MAX_PAYLOAD - ENVELOPE });
        }
        let cap = Duration::from_millis(MAX_RESPONSE_TIMEOUT_MS);
        let timeout = if self.timeout.is_zero() { cap } else { self.timeout.min(cap) };
        let awaits = if expects == Expects::Stream { Awaits::Items } else { Awaits::Payload };
        let credit = (expects == Expects::Stream && !Slots::goes_alone(payload.len())).then_some(CREDIT);
        let headers = self.headers.as_deref();
        self.send(awaits, payload.len(), timeout, |out, id| {
            let request = Request {
                correlation_id: id,
                target,
                message_type,
                expects_reply: expects == Expects::Reply,
                expects_stream: expects == Expects::Stream,
                response_timeout_ms: Some(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX).max(1)),
                headers,
                stream_credit: credit,
            };
            request.write(out, format, &payload);
        })
        .await
    }

    /// Sends a frame that is no request to an actor.
    pub(super) async fn ask(
        &self,
        write: impl FnOnce(&mut Vec<u8>, Format, &str),
    ) -> Result<Sent, ClientError> {
        let format = self.connection.format;
        self.send(Awaits::Whole, 0, self.timeout, |out, id| write(out, format, id)).await
    }

    async fn send(
        &self,
        awaits: Awaits,
        size: usize,
        timeout: Duration,
        write: impl FnOnce(&mut Vec<u8>, &str),
    ) -> Result<Sent, ClientError> {
        let shared = self.connection.shared();
        let begun = Instant::now();
        let deadline = begun + timeout + GRACE;
        loop {
            let room = shared.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            let go = shared.with(|state| match &state.over {
                Some(reason) => Err(disconnected(reason, Executed::No)),
                None => Ok(state.slots.have_room(size)),
            })?;
            if go {
                break;
            }
            if tokio::time::timeout_at(deadline, room).await.is_err() {
                return Err(ClientError::Timeout { within: begun.elapsed() });
            }
        }
        let id = shared.change(|state| {
            let id = state.slots.open(awaits, size, timeout, Some(deadline));
            let mut digits = itoa::Buffer::new();
            let text = digits.format(id);
            state.outbox.append(|out| write(out, text));
            id
        });
        Ok(Sent { connection: self.connection.clone(), id })
    }
}

impl Sent {
    /// The one answer.
    pub(super) async fn answer(self) -> Result<Received, ClientError> {
        match self.next().await {
            Some(answer) => answer,
            None => Err(disconnected("the answer was taken already", Executed::Maybe)),
        }
    }

    /// The next thing that arrived; `None` once nothing more will.
    pub(super) async fn next(&self) -> Option<Result<Received, ClientError>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    pub(super) fn poll_next(&self, cx: &mut std::task::Context<'_>) -> Poll<Option<Result<Received, ClientError>>> {
        self.connection.shared().with(|state| {
            let Some(slot) = state.slots.get(self.id) else { return Poll::Ready(None) };
            if let Some(arrived) = slot.arrived.pop_front() {
                return Poll::Ready(Some(arrived));
            }
            if slot.ended {
                return Poll::Ready(None);
            }
            slot.waiter = Some(cx.waker().clone());
            Poll::Pending
        })
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        let shared = self.connection.shared();
        shared.change(|state| {
            let cancels = state.slots.get(self.id).is_some_and(|slot| slot.awaits != Some(Awaits::Whole));
            if state.slots.close(self.id) && cancels && state.over.is_none() {
                let correlation_id = self.id.to_string().into();
                let format = self.connection.format;
                state.outbox.append(|out| Cancel { correlation_id }.write(out, format));
            }
        });
        shared.room.notify_waiters();
    }
}
