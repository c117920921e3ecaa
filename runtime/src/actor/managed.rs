//! An actor as its own handlers see it.

use std::fmt;

use crate::actor::broker::BrokerHandle;
use crate::actor::builder::ActorBuilder;
use crate::actor::handle::ActorHandle;

/// The actor a handler runs in: its state, and itself as others see it.
#[non_exhaustive]
pub struct ManagedActor<S> {
    /// The state: `&mut` in `mutate_on`, `&` in `act_on`.
    pub model: S,
    handle: ActorHandle,
}

impl<S> ManagedActor<S> {
    pub(crate) fn new(model: S, handle: ActorHandle) -> Self {
        Self { model, handle }
    }

    /// The actor's own handle.
    #[must_use]
    pub fn handle(&self) -> &ActorHandle {
        &self.handle
    }

    /// The name the actor was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.handle.name()
    }

    /// The broker, to broadcast from a handler.
    #[must_use]
    pub fn broker(&self) -> BrokerHandle {
        BrokerHandle::new(self.handle.shared().system.clone())
    }

    /// A child of this actor, to be configured and started; it stops with its parent.
    pub fn new_child<C: Default + Send + 'static>(&self, name: &str) -> ActorBuilder<C> {
        self.new_child_with(name, C::default)
    }

    /// A child whose state comes from `factory`, at its start and at each restart.
    pub fn new_child_with<C: Send + 'static>(
        &self,
        name: &str,
        factory: impl FnMut() -> C + Send + 'static,
    ) -> ActorBuilder<C> {
        let system = self.handle.shared().system.clone();
        ActorBuilder::new(name, system, Some(self.handle.clone()), Box::new(factory))
    }
}

impl<S: fmt::Debug> fmt::Debug for ManagedActor<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedActor").field("model", &self.model).field("handle", &self.handle).finish()
    }
}
