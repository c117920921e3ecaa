//! What all actors of one runtime share: the broker, and the list of those to stop at the end.

use std::sync::{Arc, OnceLock};

use tokio::runtime::Handle;

use crate::actor::broker::Broker;
use crate::actor::handle::ActorHandle;
use crate::actor::roster::Roster;
use crate::actor::stop_budget::StopBudget;

/// Where actors are known by name.
pub(crate) trait Directory: Send + Sync {
    /// An actor that asked for it has started.
    fn announce(&self, name: &str, actor: ActorHandle);

    /// An actor has ended: none of its names means it any more.
    fn withdraw(&self, actor: &ActorHandle);
}

/// No other process can name an actor.
#[cfg(any(test, not(feature = "ipc")))]
pub(crate) struct Nowhere;

#[cfg(any(test, not(feature = "ipc")))]
impl Directory for Nowhere {
    fn announce(&self, _name: &str, _actor: ActorHandle) {}

    fn withdraw(&self, _actor: &ActorHandle) {}
}

pub(crate) struct System {
    pub(crate) broker: Broker,
    pub(crate) directory: Box<dyn Directory>,
    /// The top-level actors.
    pub(crate) actors: Roster,
    pub(crate) stop_budget: StopBudget,
    /// Where the actors run.
    pub(crate) executor: OnceLock<Handle>,
}

impl System {
    pub(crate) fn new(directory: Box<dyn Directory>) -> Arc<Self> {
        Arc::new(Self {
            broker: Broker::new(),
            directory,
            actors: Roster::default(),
            stop_budget: StopBudget::default(),
            executor: OnceLock::new(),
        })
    }
}

#[cfg(test)]
impl System {
    /// One without other processes.
    pub(crate) fn alone() -> Arc<Self> {
        Self::new(Box::new(Nowhere))
    }
}
