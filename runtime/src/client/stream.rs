//! A stream of replies as its consumer holds it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::client::ClientError;
use crate::client::arrival::Arrival;
use crate::client::opening::{Opened, Opening};
use crate::client::sent::Sent;

/// Items a stream's server may send ahead.
pub(super) const CREDIT: u32 = 256;

/// The items of one request, in the order they were sent. Dropping it cancels the request.
///
/// The timeout runs while the consumer waits for an item, and only then: one who takes his time over an
/// item is never told that the server was late.
///
/// A stream that the server did not begin, because it was busy say, is asked for again as a
/// [call](super::IpcClient::call) is, until the timeout has passed since it was asked for first. One
/// that has begun is never resumed: the end of its connection is its end.
pub struct IpcStream<R> {
    state: State,
    /// Items taken and not granted anew.
    taken: u32,
    item: PhantomData<fn() -> R>,
}

enum State {
    /// On its way; nothing has come yet.
    Opening(Sent, Opening),
    /// About to be sent again.
    Reopening(Pin<Box<dyn Future<Output = Opened> + Send + Sync>>),
    Open(Sent),
    Ended,
}

impl<R: DeserializeOwned> IpcStream<R> {
    pub(super) fn new(sent: Sent, opening: Opening) -> Self {
        Self { state: State::Opening(sent, opening), taken: 0, item: PhantomData }
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

impl State {
    /// What arrives next. If that is an error before anything else came, the request may be sent again.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Arrival>> {
        loop {
            let arrival = match self {
                Self::Opening(sent, _) | Self::Open(sent) => ready!(sent.poll_next(cx)),
                Self::Reopening(reopening) => match ready!(reopening.as_mut().poll(cx)) {
                    Ok((sent, opening)) => {
                        *self = Self::Opening(sent, opening);
                        continue;
                    }
                    Err(error) => Some(Err(error)),
                },
                Self::Ended => None,
            };
            match (std::mem::replace(self, Self::Ended), arrival) {
                (Self::Opening(_, opening), Some(Err(error))) => {
                    *self = Self::Reopening(Box::pin(opening.reopen(error)));
                }
                (Self::Opening(sent, _) | Self::Open(sent), item @ Some(Ok(_))) => {
                    *self = Self::Open(sent);
                    return Poll::Ready(item);
                }
                (_, last) => return Poll::Ready(last),
            }
        }
    }

    fn sent(&self) -> Option<&Sent> {
        match self {
            Self::Opening(sent, _) | Self::Open(sent) => Some(sent),
            Self::Reopening(_) | Self::Ended => None,
        }
    }
}

impl<R: DeserializeOwned> Stream for IpcStream<R> {
    type Item = Result<R, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let arrival = ready!(self.state.poll_next(cx));
        let item = arrival.map(|arrival| arrival.and_then(|received| received.decode()));
        if !matches!(item, Some(Ok(_))) {
            self.state = State::Ended;
            return Poll::Ready(item);
        }
        self.taken += 1;
        if self.taken == CREDIT / 2 {
            self.taken = 0;
            if let Some(sent) = self.state.sent() {
                sent.grant(CREDIT / 2);
            }
        }
        Poll::Ready(item)
    }
}

impl<R> fmt::Debug for IpcStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IpcStream")
            .field("request", &self.state.sent().map(|sent| sent.id))
            .finish_non_exhaustive()
    }
}
