//! The actors' face to other processes.
//!
//! In the order a request travels: [`listener`] accepts, a `session` reads frames and puts requests
//! past its gates, the [`registry`] knows a type by its name and the `directory` an actor; a
//! `request` is the way back, and the `connection` holds what all of them share. `publish` is
//! the way of broadcasts.

pub mod access;
pub mod config;
pub(crate) mod conflicts;
pub(crate) mod connection;
pub(crate) mod directory;
pub(crate) mod event_loop;
pub(crate) mod gate;
pub(crate) mod inflight;
pub mod limits;
pub mod listener;
pub mod protocol;
pub(crate) mod publish;
pub mod registry;
pub(crate) mod request;
pub(crate) mod routes;
pub(crate) mod server;
pub(crate) mod session;
pub mod stats;
pub(crate) mod subscriptions;

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::actor::system;
use crate::ipc::directory::Directory;
use crate::ipc::registry::IpcRegistry;
use crate::ipc::server::Server;

pub use crate::client::IpcClient;
pub use access::AccessPolicy;
pub use config::{IpcConfig, RateLimitConfig};
pub use limits::Limits;
pub use listener::{IpcListener, IpcListenerBuilder, ListenError};
pub use protocol::{IpcEnvelope, IpcResponse};
pub use registry::RegisterError;
pub use stats::IpcStats;

/// What a runtime keeps for its listeners.
pub(crate) struct Ipc {
    pub(crate) registry: IpcRegistry,
    pub(crate) directory: Directory,
    pub(crate) servers: Servers,
}

/// The listeners of one runtime.
#[derive(Clone, Default)]
pub(crate) struct Servers {
    running: Arc<Mutex<Vec<Arc<Server>>>>,
}

impl Ipc {
    pub(crate) fn new() -> Self {
        Self { registry: IpcRegistry::new(), directory: Directory::new(), servers: Servers::default() }
    }

    pub(crate) fn directory(&self) -> Box<dyn system::Directory> {
        Box::new(self.directory.clone())
    }
}

impl Servers {
    pub(crate) fn enlist(&self, server: Arc<Server>) {
        let mut running = self.running.lock();
        running.retain(|server| !server.has_ended());
        if !running.iter().any(|server| server.is_stopping()) {
            // An earlier listener's stop is over; what starts now gets a budget of its own.
            server.stop_budget.renew();
        }
        running.push(server);
    }

    /// Stops every listener gracefully, side by side, on a budget that began at `since`.
    pub(crate) async fn stop(&self, since: Instant) {
        let running = self.running.lock().clone();
        for server in &running {
            server.begin_stop(since, true);
        }
        for server in &running {
            server.ended().await;
        }
    }
}
