//! The handle of an actor: what others hold to send to it, ask it and stop it.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use crate::actor::alarm;
use crate::actor::ask::{self, AskError};
use crate::actor::delivery::Delivery;
use crate::actor::mailbox::Refusal;
use crate::actor::scope::Scope;
use crate::actor::send::SendError;
use crate::actor::shared::ActorShared;
use crate::actor::timekeeper::Timekeeper;
use crate::message::Message;

/// How long [`ActorHandle::send`] waits for room, and [`ActorHandle::ask`] for an answer, where
/// nothing shorter applies.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// A way to reach one actor. Cheap to clone; dropping the last one stops nothing.
#[derive(Clone)]
pub struct ActorHandle {
    shared: Arc<ActorShared>,
}

/// What an actor has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActorStats {
    /// Messages whose handler was started.
    pub handled: u64,
    /// Handlers and hooks that panicked.
    pub panicked: u64,
    /// Times the state was made anew after a panic.
    pub restarted: u64,
    /// Broadcasts missed because the mailbox was full.
    pub missed: u64,
    /// Messages that wait in the mailbox.
    pub waiting: usize,
}

impl ActorHandle {
    pub(crate) fn new(shared: Arc<ActorShared>) -> Self {
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &Arc<ActorShared> {
        &self.shared
    }

    /// The name the actor was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// The name of this life of the actor, `ern:acton:reactive:component:NAME_SUFFIX`: stable while
    /// it lives, restarts included, and never given again.
    #[must_use]
    pub fn ern(&self) -> &str {
        &self.shared.ern
    }

    /// Sends, waiting for room in the mailbox: at most 30 s, or until the deadline of the request the
    /// caller itself serves. An actor never waits on its own mailbox: if it is full, it learns so at
    /// once. Replies to a message sent so vanish; use [`ask`](Self::ask) for an answer.
    ///
    /// # Errors
    /// The message comes back if the mailbox stays full or the actor has stopped.
    ///
    /// # Cancel safety
    /// A `send` that is dropped while it waits has not sent.
    pub async fn send<M: Message>(&self, message: M) -> Result<(), SendError<M>> {
        let message = match self.try_send(message) {
            Err(SendError::Full(message)) => message,
            done => return done,
        };
        let (own, deadline) = Scope::with(|scope| (scope.is_actor(&self.shared), scope.deadline()));
        if own {
            return Err(SendError::Full(message));
        }
        let patience = Instant::now() + DEFAULT_WAIT;
        let until = deadline.map_or(patience, |deadline| deadline.min(patience));
        let mut message = Some(message);
        let pushed = alarm::before(Timekeeper::here(), until, self.push_when_room(&mut message)).await;
        match (pushed, message) {
            (Some(done), _) => done,
            (None, Some(message)) => Err(SendError::Full(message)),
            (None, None) => Ok(()),
        }
    }

    /// Sends without waiting.
    ///
    /// # Errors
    /// The message comes back if the mailbox is full or the actor has stopped.
    pub fn try_send<M: Message>(&self, message: M) -> Result<(), SendError<M>> {
        self.shared.mailbox.push(Delivery::plain(message)).map(drop).or_else(give_back)
    }

    /// Asks, and waits for the first reply: at most 30 s, or until the deadline of the request the
    /// caller itself serves. Always resolves.
    ///
    /// ```
    /// # use acton_reactive::prelude::*;
    /// #[acton_actor]
    /// struct Counter { count: u32 }
    /// #[acton_message]
    /// struct Increment;
    /// #[acton_message]
    /// struct Count(u32);
    ///
    /// # #[acton_main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut runtime = ActonApp::launch();
    /// let mut counter = runtime.new_actor::<Counter>();
    /// counter.mutate_on::<Increment>(|actor, ctx| {
    ///     actor.model.count += 1;
    ///     let (reply, count) = (ctx.reply_envelope(), actor.model.count);
    ///     Reply::pending(async move {
    ///         reply.send(Count(count)).await;
    ///     })
    /// });
    /// let counter = counter.start().await;
    /// let Count(now) = counter.ask(Increment).await?;
    /// assert_eq!(now, 1);
    /// # runtime.shutdown_all().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`AskError`] says why there is no answer, and whether the handler ran.
    ///
    /// # Cancel safety
    /// An `ask` that is dropped cancels: an `act_on` future at its next await, a message still in the
    /// mailbox is never started.
    pub async fn ask<R: Message>(&self, message: impl Message) -> Result<R, AskError> {
        ask::ask(&self.shared, message, None).await
    }

    /// [`ask`](Self::ask) with a deadline of one's own; a shorter one of the request the caller
    /// serves still applies.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    ///
    /// # Cancel safety
    /// As [`ask`](Self::ask).
    pub async fn ask_within<R: Message>(
        &self,
        message: impl Message,
        within: Duration,
    ) -> Result<R, AskError> {
        ask::ask(&self.shared, message, Some(within)).await
    }

    /// Receives each broadcast of `M` from now on, if the actor has a handler for it.
    pub fn subscribe<M: Message>(&self) {
        self.shared.system.broker.subscribe(TypeId::of::<M>(), self.clone());
    }

    /// Receives no more broadcasts of `M`.
    pub fn unsubscribe<M: Message>(&self) {
        self.shared.system.broker.unsubscribe(TypeId::of::<M>(), self);
    }

    /// Stops the actor and waits for its end: its mailbox takes no more, what is inside is handled,
    /// running reads finish, its children stop, its hooks run. From inside the actor itself or one of
    /// its descendants, and before its start, it only asks for the stop.
    ///
    /// # Cancel safety
    /// The stop goes on if the wait is dropped.
    pub async fn stop(&self) {
        self.shared.mailbox.close();
        if self.shared.has_begun() && !Scope::with(|scope| scope.is_within(&self.shared)) {
            self.shared.has_ended().await;
        }
    }

    /// True once the actor takes no more messages.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.shared.is_stopped()
    }

    /// The children alive, oldest first.
    #[must_use]
    pub fn children(&self) -> Vec<Self> {
        self.shared.children.members()
    }

    /// What the actor has done so far.
    #[must_use]
    pub fn stats(&self) -> ActorStats {
        let counts = &self.shared.counts;
        ActorStats {
            handled: counts.handled.load(Ordering::Relaxed),
            panicked: counts.panicked.load(Ordering::Relaxed),
            restarted: counts.restarted.load(Ordering::Relaxed),
            missed: counts.missed.load(Ordering::Relaxed),
            waiting: self.shared.mailbox.len(),
        }
    }

    async fn push_when_room<M: Message>(&self, message: &mut Option<M>) -> Result<(), SendError<M>> {
        // The message stays with the caller until a place is certain, so that a timeout can hand it back.
        loop {
            self.shared.mailbox.room().await;
            let Some(taken) = message.take() else { return Ok(()) };
            match self.try_send(taken) {
                Err(SendError::Full(back)) => *message = Some(back),
                done => return done,
            }
        }
    }
}

fn give_back<M: Message>((delivery, refusal): (Delivery<M>, Refusal)) -> Result<(), SendError<M>> {
    // The message is this send's own, so it is always there to hand back.
    match (delivery.message.into_inner(), refusal) {
        (Some(message), Refusal::Full) => Err(SendError::Full(message)),
        (Some(message), Refusal::Stopped) => Err(SendError::Stopped(message)),
        (None, _) => Ok(()),
    }
}

impl PartialEq for ActorHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Eq for ActorHandle {}

impl fmt::Debug for ActorHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorHandle").field("ern", &self.ern()).finish_non_exhaustive()
    }
}
