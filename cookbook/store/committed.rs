//! The wait for a commit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use acton_reactive::prelude::Declined;
use tokio::sync::oneshot;

use super::refusal;

/// Resolves once what was handed in is on disk, or is known not to be. Dropping it changes nothing.
#[must_use = "a write is acknowledged by its commit"]
pub struct Committed<R>(Wait<R>);

enum Wait<R> {
    Refused(Option<Declined>),
    Queued(oneshot::Receiver<Result<R, Declined>>),
}

impl<R> Committed<R> {
    pub(super) fn refused(declined: Declined) -> Self {
        Self(Wait::Refused(Some(declined)))
    }

    pub(super) fn queued(told: oneshot::Receiver<Result<R, Declined>>) -> Self {
        Self(Wait::Queued(told))
    }
}

impl<R> Future for Committed<R> {
    type Output = Result<R, Declined>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match &mut self.0 {
            Wait::Refused(declined) => Err(declined.take().unwrap_or_else(refusal::stopped)),
            Wait::Queued(told) => ready!(Pin::new(told).poll(cx)).unwrap_or_else(|_| Err(refusal::stopped())),
        })
    }
}

impl<R> std::fmt::Debug for Committed<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committed").finish_non_exhaustive()
    }
}
