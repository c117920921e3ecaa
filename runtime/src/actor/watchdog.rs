//! The watchdog: names the actor and the message whose handler has held its thread for over a second.
//!
//! A thread of its own, since the threads it watches may all be held. It logs, and lets go on who waits for what that
//! thread did before: what holds a thread cannot be cut from outside.

use std::sync::Weak;
use std::time::Duration;

use crate::actor::handle::ActorHandle;
use crate::actor::system::System;

const INTERVAL: Duration = Duration::from_secs(1);

/// Watches until the system is gone.
pub(crate) fn watch(system: Weak<System>) {
    let round = move || {
        while let Some(system) = system.upgrade() {
            for (actor, message) in held(&system.actors.members()) {
                tracing::warn!(
                    actor = actor.name(),
                    message,
                    "a handler has held its thread for over 1 s: move blocking work to spawn_blocking"
                );
                actor.shared().parties.wake();
            }
            drop(system);
            std::thread::sleep(INTERVAL);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("acton-watchdog".into()).spawn(round) {
        tracing::warn!(%error, "no watchdog: handlers that hold their thread go unnamed");
    }
}

/// Those that were in the same call at the last look, children included.
fn held(actors: &[ActorHandle]) -> Vec<(ActorHandle, &'static str)> {
    let mut found = Vec::new();
    for actor in actors {
        found.extend(actor.shared().held.look().map(|message| (actor.clone(), message)));
        found.extend(held(&actor.children()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::held;
    use crate::actor::system::System;
    use crate::prelude::*;

    #[acton_message]
    struct Long;

    #[acton_message]
    struct Found(Vec<(ActorHandle, &'static str)>);

    #[tokio::test]
    async fn a11_a_handler_that_holds_its_thread_is_named_with_its_actor() {
        let mut worker = ActorBuilder::new("worker", System::alone(), None, Box::new(|| ()));
        worker.try_mutate_on::<Long>(|actor, _| {
            let all = [actor.handle().clone()];
            assert!(held(&all).is_empty());
            Reply::try_ok(Found(held(&all)))
        });
        let worker = worker.start().await;
        let Found(found) = worker.ask(Long).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, worker);
        assert!(found[0].1.ends_with("::Long"), "{}", found[0].1);
    }
}
