//! A stream of replies as its consumer holds it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::client::ClientError;
use crate::client::frames::{CREDIT, grant};
use crate::client::verbs::Sent;

/// The items of one request. Dropping it cancels the request.
pub struct IpcStream<R> {
    sent: Sent,
    /// Items taken and not granted anew.
    taken: u32,
    item: PhantomData<fn() -> R>,
}

impl<R: DeserializeOwned> IpcStream<R> {
    pub(super) fn new(sent: Sent) -> Self {
        Self { sent, taken: 0, item: PhantomData }
    }

    /// The next item; `None` once the stream has ended. An error is the last item.
    ///
    /// # Errors
    /// The server ended the stream with an error, an item does not fit `R`, no item came in time, or
    /// the connection ended.
    ///
    /// # Cancel safety
    /// No item is lost if the wait is dropped.
    pub async fn next(&mut self) -> Option<Result<R, ClientError>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<R: DeserializeOwned> Stream for IpcStream<R> {
    type Item = Result<R, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let arrived = std::task::ready!(self.sent.poll_next(cx));
        if matches!(arrived, Some(Ok(_))) {
            self.taken += 1;
            if self.taken >= CREDIT / 2 {
                let items = std::mem::take(&mut self.taken);
                grant(&self.sent, items);
            }
        }
        Poll::Ready(arrived.map(|item| item.and_then(|received| received.decode())))
    }
}

impl<R> fmt::Debug for IpcStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IpcStream").field("id", &self.sent.id).finish_non_exhaustive()
    }
}
