//! A subscription as its consumer holds it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use acton_wire::subscription::NamesRequest;
use acton_wire::{Executed, FrameType, answer};
use futures_core::Stream;

use crate::client::arrival::{Awaits, Received};
use crate::client::attempts::Attempts;
use crate::client::error::Refusal;
use crate::client::line::Line;
use crate::client::push::Push;
use crate::client::sent::Sent;
use crate::client::{ClientError, IpcClient};

/// Broadcasts as they arrive. Holds up to 1,024 of them and 16 MiB for a consumer that is slow, then
/// drops the oldest and counts it in [`missed`](Self::missed). Dropping it unsubscribes from what no
/// other subscription of the client wants.
///
/// When the connection ends it comes back by itself, whatever the client's
/// [`retry`](super::IpcClientBuilder::retry) says: it connects again, subscribes to the same, and goes on.
/// What was broadcast meanwhile is lost and cannot be counted; [`gaps`](Self::gaps) tells that this
/// happened. It ends, and [`ended`](Self::ended) says why, if it cannot come back within 30 s of trying, if
/// a server refuses it, if another user's server is at the path, or if there is no way back: a client made by
/// [`connect_over`](super::IpcClientBuilder::connect_over) has none, and a runtime that is shut down ends
/// what ran on it.
#[derive(Debug)]
pub struct Subscription {
    line: Arc<Line>,
    id: u64,
    patterns: bool,
}

impl Subscription {
    pub(super) async fn begin(
        client: &IpcClient,
        names: &[&str],
        patterns: bool,
    ) -> Result<Self, ClientError> {
        let line = client.line.clone();
        let owned = names.iter().map(ToString::to_string).collect();
        // Listening before asking, so that no push falls between; and through all attempts, so that what
        // one of them brought is kept.
        let id = line.roster.with(|subscribers| subscribers.add(owned, patterns));
        let subscription = Self { line, id, patterns };
        let mut attempts = client.attempts();
        while let Err(error) = subscription.attempt(&attempts).await {
            attempts.again(error, &client.line).await?;
        }
        Ok(subscription)
    }

    async fn attempt(&self, attempts: &Attempts) -> Result<(), ClientError> {
        let Self { line, id, .. } = self;
        let connection = line.ready(attempts.deadline).await?;
        let sent = Sent::begin(connection.clone(), Awaits::Whole, 0, attempts.deadline, |out, asks, _| {
            line.roster.write_request(*id, out, line.format, asks);
        });
        confirmed(&sent.await?.answer().await?)?;
        line.confirm(*id, &connection);
        Ok(())
    }

    /// The next push; `None` once the subscription has [`ended`](Self::ended) and everything that had
    /// arrived is taken.
    ///
    /// # Cancel safety
    /// No push is lost if the wait is dropped.
    pub async fn next(&mut self) -> Option<Push> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Pushes this subscription did not get while it was connected: the server dropped them because the
    /// connection was slow, or this buffer did because the consumer was.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.line.roster.with(|subscribers| subscribers.get(self.id).map_or(0, |this| this.missed))
    }

    /// How often it has come back on another connection; each time an unknown number of pushes was lost.
    /// Counted before the first push after the gap can be taken, and while pushes from before it may still
    /// wait to be.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.line.roster.with(|subscribers| subscribers.get(self.id).map_or(0, |this| this.gaps))
    }

    /// Why nothing more arrives; `None` while something may.
    #[must_use]
    pub fn ended(&self) -> Option<ClientError> {
        let end = |this: &super::subscriber::Subscriber| this.ended.clone();
        let end = self.line.roster.with(|subscribers| subscribers.get(self.id).and_then(end));
        end.map(|end| end.error(Executed::No))
    }
}

impl Stream for Subscription {
    type Item = Push;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Push>> {
        self.line.roster.with(|subscribers| match subscribers.get_mut(self.id) {
            Some(this) => this.poll_next(cx),
            None => Poll::Ready(None),
        })
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let kind = if self.patterns { FrameType::UnsubscribePatterns } else { FrameType::Unsubscribe };
        let roster = &self.line.roster;
        // Gone before the connection is looked up: one that is made after this asks for nothing of it.
        let names = roster.remove(self.id);
        self.line.current().shared().with(|state| {
            // Looked at under the lock that subscriptions are queued under: one to the same name is either
            // seen here or queued after this.
            let names = roster.with(|subscribers| {
                subscribers.unwanted(&names, self.patterns).into_iter().map(Into::into).collect::<Vec<_>>()
            });
            // An empty list would mean all of them.
            if !names.is_empty() {
                let request = NamesRequest { correlation_id: "unsubscribe".into(), names };
                state.queue(|out| request.write(out, self.line.format, kind));
            }
        });
    }
}

/// Whether the server's answer confirms a subscription.
pub(super) fn confirmed(answer: &Received) -> Result<(), ClientError> {
    let told = answer::Names::decode(answer.format, &answer.bytes)?;
    if told.success {
        return Ok(());
    }
    Err(Refusal {
        error: told.error.as_deref(),
        error_code: told.error_code.as_deref(),
        executed: Some(Executed::No),
        retry_after_ms: None,
    }
    .into())
}
