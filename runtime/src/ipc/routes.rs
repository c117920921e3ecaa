//! Who may be asked what, as a session looks it up.

use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};

use crate::ipc::directory::Actors;
use crate::ipc::registry::Types;
use crate::ipc::server::Server;

/// The newest of what was registered and exposed, at the price of a comparison while it stays the same.
pub(crate) struct RouteCache {
    types: Cache<Arc<ArcSwap<Types>>, Arc<Types>>,
    actors: Cache<Arc<ArcSwap<Actors>>, Arc<Actors>>,
}

/// The same as it is when a run of frames is looked at.
pub(crate) struct Routes<'r> {
    pub(crate) types: &'r Arc<Types>,
    pub(crate) actors: &'r Arc<Actors>,
}

impl RouteCache {
    pub(crate) fn of(server: &Server) -> Self {
        Self { types: server.registry.cache(), actors: server.directory.cache() }
    }

    pub(crate) fn now(&mut self) -> Routes<'_> {
        Routes { types: self.types.load(), actors: self.actors.load() }
    }
}
