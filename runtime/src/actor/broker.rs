//! The broker: one message to all who subscribed, here and, through outlets, in other processes.

use std::any::TypeId;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use parking_lot::RwLock;
use rustc_hash::FxHashMap;

use crate::actor::delivery::Delivery;
use crate::actor::handle::ActorHandle;
use crate::actor::mailbox::Refusal;
use crate::actor::scope::Scope;
use crate::actor::system::System;
use crate::message::{Message, Opened};
use crate::tally::Tally;

/// Where broadcasts leave the process.
pub(crate) trait Outlet: Send + Sync {
    /// `source` is the name of the actor that broadcast, if one did.
    fn publish(&self, message: &dyn Message, source: Option<&str>);

    /// Sees to it that a thread that is held does not hold up who is served here; called four times a second.
    fn relieve(self: Arc<Self>);
}

pub(crate) struct Broker {
    subscribers: RwLock<FxHashMap<TypeId, Arc<[ActorHandle]>>>,
    outlets: RwLock<Arc<[Weak<dyn Outlet>]>>,
    missed: Tally,
}

impl Broker {
    pub(crate) fn new() -> Self {
        Self { subscribers: RwLock::default(), outlets: RwLock::new(Arc::new([])), missed: Tally::default() }
    }

    pub(crate) fn subscribe(&self, message: TypeId, actor: ActorHandle) {
        let mut subscribers = self.subscribers.write();
        // Under the lock: an actor that stops later is forgotten, one that has stopped is not remembered.
        if actor.is_stopped() {
            return;
        }
        let list = subscribers.entry(message).or_insert_with(|| Arc::new([]));
        if !list.contains(&actor) {
            *list = list.iter().cloned().chain([actor]).collect();
        }
    }

    pub(crate) fn unsubscribe(&self, message: TypeId, actor: &ActorHandle) {
        if let Some(list) = self.subscribers.write().get_mut(&message) {
            *list = list.iter().filter(|other| *other != actor).cloned().collect();
        }
    }

    /// The actor has ended: no list keeps it.
    pub(crate) fn forget(&self, actor: &ActorHandle) {
        self.subscribers.write().retain(|_, list| {
            if list.contains(actor) {
                *list = list.iter().filter(|other| *other != actor).cloned().collect();
            }
            !list.is_empty()
        });
    }

    #[cfg(feature = "ipc")]
    pub(crate) fn attach(&self, outlet: Weak<dyn Outlet>) {
        let mut outlets = self.outlets.write();
        *outlets = outlets.iter().filter(|other| other.strong_count() > 0).cloned().chain([outlet]).collect();
    }

    /// No outlet waits for a thread that is held.
    pub(crate) fn relieve_outlets(&self) {
        let outlets = self.outlets.read().clone();
        outlets.iter().filter_map(Weak::upgrade).for_each(Outlet::relieve);
    }

    fn broadcast<M: Message>(&self, message: M) {
        // Both cloned: encoding is the message's own code, and no lock is held while it runs.
        let outlets = self.outlets.read().clone();
        if !outlets.is_empty() {
            let source = Scope::with(|scope| scope.actor.as_ref().map(|actor| actor.name.clone()));
            for outlet in outlets.iter().filter_map(Weak::upgrade) {
                outlet.publish(&message, source.as_deref());
            }
        }
        let Some(list) = self.subscribers.read().get(&TypeId::of::<M>()).cloned() else { return };
        let message = Arc::new(message);
        for actor in list.iter().filter(|actor| actor.shared().accepts(TypeId::of::<M>())) {
            let delivery = Delivery { message: Opened::Shared(message.clone()), port: None };
            match actor.shared().mailbox.push(delivery) {
                Ok(_) | Err((_, Refusal::Stopped)) => {}
                Err((_, Refusal::Full)) => self.miss(actor),
            }
        }
    }

    fn miss(&self, actor: &ActorHandle) {
        actor.shared().counts.missed.fetch_add(1, Ordering::Relaxed);
        if let Some(count) = self.missed.add() {
            tracing::warn!(actor = actor.name(), count, "broadcasts missed: the mailbox is full");
        }
    }
}

/// Broadcasts messages to whoever subscribed to their type. Cheap to clone, free to move into tasks.
#[derive(Clone)]
pub struct BrokerHandle {
    system: Arc<System>,
}

impl BrokerHandle {
    pub(crate) fn new(system: Arc<System>) -> Self {
        Self { system }
    }

    /// Sends `message` to every subscribed actor and, if it is an `#[acton_message(ipc)]` with a
    /// registered name, to every subscribed process. Waits for nobody: an actor whose mailbox is full
    /// misses it (counted, logged once a second), and a process that reads too slowly sees a gap.
    ///
    /// ```
    /// # use acton_reactive::prelude::*;
    /// # #[acton_actor]
    /// # struct Chart { prices: Vec<f64> }
    /// #[acton_message]
    /// struct PriceUpdate { price: f64 }
    ///
    /// # #[acton_main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut runtime = ActonApp::launch();
    /// let mut chart = runtime.new_actor::<Chart>();
    /// chart.mutate_on::<PriceUpdate>(|actor, ctx| {
    ///     actor.model.prices.push(ctx.message().price);
    ///     Reply::ready()
    /// });
    /// let chart = chart.start().await;
    /// chart.subscribe::<PriceUpdate>();
    ///
    /// let broker = runtime.broker();
    /// tokio::spawn(async move { broker.broadcast(PriceUpdate { price: 1.5 }).await }).await?;
    /// chart.stop().await;
    /// assert_eq!(chart.stats().handled, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    /// The message has left before the first await.
    pub async fn broadcast<M: Message>(&self, message: M) {
        self.system.broker.broadcast(message);
        // Publishers loop; their subscribers' connections write in between.
        tokio::task::coop::consume_budget().await;
    }
}

impl std::fmt::Debug for BrokerHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BrokerHandle").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::actor::system::System;
    use crate::prelude::*;

    #[acton_message]
    struct News;

    #[tokio::test]
    async fn b6_a_subscription_ends_with_its_actor() {
        let system = System::alone();
        let mut actor = ActorBuilder::new("actor", system.clone(), None, Box::new(|| ()));
        actor.mutate_on::<News>(|_, _| Reply::ready());
        let actor = actor.start().await;
        actor.subscribe::<News>();
        assert!(!system.broker.subscribers.read().is_empty());
        actor.stop().await;
        assert!(system.broker.subscribers.read().is_empty());
        actor.subscribe::<News>();
        assert!(system.broker.subscribers.read().is_empty());
    }
}
