//! Who watches the service: the actor `monitor`, which answers with the listener's own counts.

use std::sync::Arc;

use acton_reactive::ipc::IpcListener;
use acton_reactive::prelude::*;
use tokio::sync::SetOnce;

use super::books;
use super::messages::{ServiceStats, StatsRequest};
use crate::health;
use crate::store::Store;

/// The state: the books, and the listener once there is one.
#[acton_actor(no_default)]
pub struct Monitor {
    books: Store,
    listener: Watched,
}

/// What a monitor watches. Its actor starts before the listener does, so it is told later.
#[derive(Clone, Debug, Default)]
pub struct Watched(Arc<SetOnce<IpcListener>>);

impl Watched {
    /// From here on it is watched. The first listener stays.
    pub fn set(&self, listener: &IpcListener) {
        let _ = self.0.set(listener.clone());
    }
}

/// Starts the actor `monitor`.
pub async fn start(runtime: &mut ActonRuntime, books: Store) -> Watched {
    let registry = runtime.ipc_registry();
    registry.register::<StatsRequest>("StatsRequest");
    registry.register::<ServiceStats>("ServiceStats");

    let watched = Watched::default();
    let listener = watched.clone();
    let monitor = move || Monitor { books: books.clone(), listener: listener.clone() };
    let mut monitor = runtime.new_actor_with("monitor", monitor);
    monitor.try_act_on::<StatsRequest>(|actor, _ctx| {
        let (books, listener) = (actor.model.books.clone(), actor.model.listener.clone());
        Reply::try_pending(async move {
            let orders = books.read(books::orders)?;
            let stats = listener.0.wait().await.stats();
            Ok::<_, Declined>(ServiceStats {
                orders,
                active_connections: stats.active_connections as u64,
                messages_processed: stats.messages_processed,
                errors: stats.errors,
            })
        })
    });
    health::answer(runtime, &mut monitor);
    monitor.expose_for_ipc();
    monitor.start().await;
    watched
}
