//! The runtime: makes actors, exposes them, stops them all.

use std::sync::Arc;
use tokio::time::Instant;

use crate::actor::broker::BrokerHandle;
use crate::actor::builder::ActorBuilder;
use crate::actor::handle::ActorHandle;
use crate::actor::stop_budget;
use crate::actor::system::System;
use crate::actor::watchdog;
use crate::message::short_name;

#[cfg(feature = "ipc")]
mod expose;

/// One system of actors. Made by [`ActonApp::launch`](crate::ActonApp::launch).
pub struct ActonRuntime {
    pub(crate) system: Arc<System>,
    #[cfg(feature = "ipc")]
    pub(crate) ipc: crate::ipc::Ipc,
}

/// What did not end in time and was cut.
#[derive(Debug, thiserror::Error)]
#[error(
    "stopping took too long and cut: {}; let their handlers, running reads and stop hooks end sooner",
    cut.join(", ")
)]
pub struct ShutdownError {
    /// The actors that were cut, by name: each before its children.
    pub cut: Vec<String>,
}

impl ActonRuntime {
    pub(crate) fn new() -> Self {
        #[cfg(feature = "ipc")]
        let ipc = crate::ipc::Ipc::new();
        #[cfg(feature = "ipc")]
        let directory = ipc.directory();
        #[cfg(not(feature = "ipc"))]
        let directory = Box::new(crate::actor::system::Nowhere);
        let system = System::new(directory);
        watchdog::watch(Arc::downgrade(&system));
        Self {
            system,
            #[cfg(feature = "ipc")]
            ipc,
        }
    }

    /// An actor with the state `S::default()`, named for its type.
    pub fn new_actor<S: Default + Send + 'static>(&mut self) -> ActorBuilder<S> {
        self.new_actor_with(short_name::<S>(), S::default)
    }

    /// An actor with the state `S::default()` and the given name, which is kept exactly.
    #[allow(clippy::needless_pass_by_value)] // the documented form
    pub fn new_actor_with_name<S: Default + Send + 'static>(&mut self, name: String) -> ActorBuilder<S> {
        self.new_actor_with(&name, S::default)
    }

    /// An actor whose state comes from `factory`, which is called at the start and at each restart.
    pub fn new_actor_with<S: Send + 'static>(
        &mut self,
        name: &str,
        factory: impl FnMut() -> S + Send + 'static,
    ) -> ActorBuilder<S> {
        ActorBuilder::new(name, self.system.clone(), None, Box::new(factory))
    }

    /// The broker, which broadcasts messages to subscribers.
    #[must_use]
    pub fn broker(&self) -> BrokerHandle {
        BrokerHandle::new(self.system.clone())
    }

    /// Stops the listeners gracefully, then all actors; children before parents. All of it takes at
    /// most 4.75 s from the first stop call, a listener's own included, so that a process has ended within 5 s;
    /// but at least 0.5 s are left for the actors. It is final: an actor started later stops at once.
    ///
    /// # Errors
    /// Names the actors that did not end in time and were cut.
    ///
    /// # Cancel safety
    /// Actors that were told to stop go on stopping; call it again to wait for them.
    pub async fn shutdown_all(&self) -> Result<(), ShutdownError> {
        let since = self.system.stop_budget.begin();
        #[cfg(feature = "ipc")]
        self.ipc.servers.stop(since).await;
        let until = (since + stop_budget::BUDGET - stop_budget::END).max(Instant::now() + stop_budget::LEAST);
        let mut cut = Vec::new();
        for actor in self.system.actors.stop() {
            if tokio::time::timeout_at(until, actor.stop()).await.is_err() {
                actor.shared().abort();
                name_family(&actor, &mut cut);
            }
        }
        if cut.is_empty() { Ok(()) } else { Err(ShutdownError { cut }) }
    }
}

fn name_family(actor: &ActorHandle, names: &mut Vec<String>) {
    names.push(actor.name().to_owned());
    for child in actor.children() {
        name_family(&child, names);
    }
}

impl std::fmt::Debug for ActonRuntime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActonRuntime").field("actors", &self.system.actors.members()).finish_non_exhaustive()
    }
}
