//! What all actors of one runtime share: the broker, and the list of those to stop at the end.

use std::sync::Arc;

use crate::actor::broker::Broker;
use crate::actor::handle::ActorHandle;
use crate::actor::roster::Roster;

/// Where an actor that asked for it is announced once it has started.
pub(crate) trait Directory: Send + Sync {
    fn announce(&self, name: &str, actor: ActorHandle);
}

pub(crate) struct System {
    pub(crate) broker: Broker,
    pub(crate) directory: Box<dyn Directory>,
    /// The top-level actors.
    pub(crate) actors: Roster,
}

impl System {
    pub(crate) fn new(directory: Box<dyn Directory>) -> Arc<Self> {
        Arc::new(Self { broker: Broker::new(), directory, actors: Roster::default() })
    }
}

#[cfg(test)]
impl System {
    /// One without other processes.
    pub(crate) fn alone() -> Arc<Self> {
        struct Nowhere;
        impl Directory for Nowhere {
            fn announce(&self, _name: &str, _actor: ActorHandle) {}
        }
        Self::new(Box::new(Nowhere))
    }
}
