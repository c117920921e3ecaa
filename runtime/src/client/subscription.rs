//! A subscription and the pushes it receives.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use acton_wire::subscription::NamesRequest;
use acton_wire::{Executed, FrameType, answer};
use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::client::arrival::Received;
use crate::client::error::Refusal;
use crate::client::shared::Connection;
use crate::client::{ClientError, IpcClient};

/// One broadcast as it arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Push {
    /// The registered name of the message's type.
    pub message_type: String,
    /// The actor that broadcast it, if one did.
    pub source_actor: Option<String>,
    /// When the server sent it, in Unix milliseconds.
    pub timestamp_ms: u64,
    /// Its number among the pushes of this type on this connection, from 0; a gap is a loss.
    pub sequence: Option<u64>,
    received: Arc<Received>,
}

impl Push {
    pub(super) fn new(push: &answer::Push<'_>, received: Arc<Received>) -> Self {
        Self {
            message_type: push.message_type.as_ref().into(),
            source_actor: push.source_actor.as_deref().map(Into::into),
            timestamp_ms: push.timestamp_ms,
            sequence: push.sequence,
            received,
        }
    }

    /// Bytes of the encoded message.
    pub(super) fn len(&self) -> usize {
        self.received.bytes.len()
    }

    /// The message.
    ///
    /// # Errors
    /// It does not fit `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        self.received.decode()
    }
}

/// Broadcasts as they arrive. Holds up to 1,024 of them and 16 MiB for a consumer that is slow, then
/// drops the oldest and counts it in [`missed`](Self::missed). Dropping it unsubscribes from what no
/// other subscription of the connection wants.
#[derive(Debug)]
pub struct Subscription {
    connection: Arc<Connection>,
    id: u64,
    kind: FrameType,
}

impl Subscription {
    pub(super) async fn begin(
        client: &IpcClient,
        names: &[&str],
        kind: FrameType,
    ) -> Result<Self, ClientError> {
        let patterns = kind == FrameType::SubscribePatterns;
        let owned: Vec<String> = names.iter().map(ToString::to_string).collect();
        // Listening before asking, so that no push falls between.
        let id = client.connection.shared().with(|state| state.subscribers.add(owned, patterns));
        let subscription = Self { connection: client.connection.clone(), id, kind };
        let sent = client
            .ask(|out, format, id| {
                let names = names.iter().map(|name| (*name).into()).collect();
                NamesRequest { correlation_id: id.into(), names }.write(out, format, kind);
            })
            .await?;
        let answer = sent.answer().await?;
        let told = answer::Names::decode(answer.format, &answer.bytes)?;
        if told.success {
            return Ok(subscription);
        }
        Err(Refusal {
            error: told.error.as_deref(),
            error_code: told.error_code.as_deref(),
            executed: Some(Executed::No),
            retry_after_ms: None,
        }
        .into())
    }

    /// The next push; `None` once the connection has ended.
    ///
    /// # Cancel safety
    /// No push is lost if the wait is dropped.
    pub async fn next(&mut self) -> Option<Push> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Pushes this subscription did not get: the server dropped them because the connection was slow,
    /// or this buffer did because the consumer was.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.connection.shared().with(|state| state.subscribers.missed(self.id))
    }
}

impl Stream for Subscription {
    type Item = Push;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Push>> {
        self.connection.shared().with(|state| state.subscribers.poll_next(self.id, cx))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let kind = match self.kind {
            FrameType::SubscribePatterns => FrameType::UnsubscribePatterns,
            _ => FrameType::Unsubscribe,
        };
        self.connection.shared().with(|state| {
            let names = state.subscribers.remove(self.id);
            // An empty list would mean all of them.
            if !names.is_empty() {
                let names = names.into_iter().map(Into::into).collect();
                let request = NamesRequest { correlation_id: "unsubscribe".into(), names };
                state.queue(|out| request.write(out, self.connection.format, kind));
            }
        });
    }
}
