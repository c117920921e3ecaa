//! A stream of replies as its consumer holds it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::client::ClientError;
use crate::client::sent::Sent;

/// Items a stream's server may send ahead.
pub(super) const CREDIT: u32 = 256;

/// The items of one request, in the order they were sent. Dropping it cancels the request.
///
/// The timeout runs while the consumer waits for an item, and only then: one who takes his time over an
/// item is never told that the server was late.
pub struct IpcStream<R> {
    /// `None` once the stream has ended.
    sent: Option<Sent>,
    /// Items taken and not granted anew.
    taken: u32,
    item: PhantomData<fn() -> R>,
}

impl<R: DeserializeOwned> IpcStream<R> {
    pub(super) fn new(sent: Sent) -> Self {
        Self { sent: Some(sent), taken: 0, item: PhantomData }
    }

    /// The next item; `None` once the stream has ended. An error is the last item.
    ///
    /// # Errors
    /// The server ended the stream with an error, an item does not fit `R`, one is missing or came
    /// twice, none came in time, or the connection ended. Whatever the reason, the request is cancelled.
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
        let Some(sent) = &mut self.sent else { return Poll::Ready(None) };
        let item = ready!(sent.poll_next(cx)).map(|arrival| arrival.and_then(|received| received.decode()));
        if !matches!(item, Some(Ok(_))) {
            self.sent = None;
            return Poll::Ready(item);
        }
        self.taken += 1;
        if self.taken == CREDIT / 2 {
            self.taken = 0;
            if let Some(sent) = &self.sent {
                sent.grant(CREDIT / 2);
            }
        }
        Poll::Ready(item)
    }
}

impl<R> fmt::Debug for IpcStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IpcStream")
            .field("request", &self.sent.as_ref().map(|sent| sent.id))
            .finish_non_exhaustive()
    }
}
