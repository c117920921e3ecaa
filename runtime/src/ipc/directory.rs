//! The actors other processes may name.

use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};
use rustc_hash::FxHashMap;

use crate::actor::handle::ActorHandle;
use crate::actor::system;
use crate::ipc::conflicts::Conflicts;
use crate::ipc::registry::{RegisterError, check_name};

pub(crate) type Actors = FxHashMap<Arc<str>, ActorHandle>;

#[derive(Clone)]
pub(crate) struct Directory {
    actors: Arc<ArcSwap<Actors>>,
    pub(crate) conflicts: Conflicts,
}

impl Directory {
    pub(crate) fn new() -> Self {
        Self { actors: Arc::new(ArcSwap::from_pointee(Actors::default())), conflicts: Conflicts::default() }
    }

    /// Exposes `actor`; a name whose holder has stopped is free.
    pub(crate) fn expose(&self, name: &str, actor: &ActorHandle) -> Result<(), RegisterError> {
        check_name(name)?;
        let mut outcome = Ok(());
        self.actors.rcu(|actors| {
            let holder = actors.get(name).filter(|holder| *holder != actor && !holder.is_stopped());
            outcome = match holder {
                Some(holder) => Err(RegisterError::ActorTaken {
                    name: name.to_owned(),
                    holder: holder.ern().to_owned(),
                    refused: actor.ern().to_owned(),
                }),
                None => Ok(()),
            };
            let mut actors = Actors::clone(actors);
            if outcome.is_ok() {
                actors.insert(name.into(), actor.clone());
            }
            actors
        });
        outcome
    }

    pub(crate) fn hide(&self, name: &str) {
        self.actors.rcu(|actors| {
            let mut actors = Actors::clone(actors);
            actors.remove(name);
            actors
        });
    }

    pub(crate) fn snapshot(&self) -> arc_swap::Guard<Arc<Actors>> {
        self.actors.load()
    }

    pub(crate) fn cache(&self) -> Cache<Arc<ArcSwap<Actors>>, Arc<Actors>> {
        Cache::new(self.actors.clone())
    }
}

impl system::Directory for Directory {
    fn announce(&self, name: &str, actor: ActorHandle) {
        if let Err(conflict) = self.expose(name, &actor) {
            self.conflicts.report(conflict);
        }
    }

    fn withdraw(&self, actor: &ActorHandle) {
        if self.actors.load().values().any(|named| named == actor) {
            self.actors.rcu(|actors| {
                let mut actors = Actors::clone(actors);
                actors.retain(|_, named| named != actor);
                actors
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ActonApp;

    #[tokio::test]
    async fn the_names_of_an_actor_that_ended_are_gone_and_those_of_others_stay() {
        let mut runtime = ActonApp::launch();
        let ended = runtime.new_actor_with("ended", || ()).start().await;
        let alive = runtime.new_actor_with("alive", || ()).start().await;
        runtime.ipc_expose("one", ended.clone());
        runtime.ipc_expose("another", ended.clone());
        runtime.ipc_expose("alive", alive);
        ended.stop().await;
        let names: Vec<_> = runtime.ipc.directory.snapshot().keys().map(ToString::to_string).collect();
        assert_eq!(names, ["alive"]);
    }
}
