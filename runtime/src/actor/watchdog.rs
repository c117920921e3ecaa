//! The watchdog: sees to it that a handler that holds its thread holds up nobody else, and names its actor and its message once
//! that has lasted a second.
//!
//! A thread of its own, since the threads it watches may all be held. What holds a thread cannot be cut from outside; but who waits
//! for what that thread did before is let go on, and the executor is woken: where all its other threads sleep, the one that is
//! held may be the one that was to listen for them to sockets and to the clock.

use std::sync::Weak;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::actor::handle::ActorHandle;
use crate::actor::held::Look;
use crate::actor::system::System;
use crate::actor::turn;

/// Between two looks; who does nothing costs no more than that.
const INTERVAL: Duration = Duration::from_millis(250);

/// Looks that find the same call before it is named: a second.
const TOO_LONG: u32 = 4;

/// Watches until the system is gone.
pub(crate) fn watch(system: Weak<System>) {
    let round = move || {
        let mut woken: Option<JoinHandle<()>> = None;
        while let Some(system) = system.upgrade() {
            let is_active = look(&system.actors.members(), &mut name);
            turn::readers::relieve();
            system.broker.relieve_outlets();
            if is_active && woken.as_ref().is_none_or(JoinHandle::is_finished) {
                woken = system.executor.get().map(|executor| executor.spawn(async {}));
            }
            drop(system);
            std::thread::sleep(INTERVAL);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("acton-watchdog".into()).spawn(round) {
        tracing::warn!(%error, "no watchdog: a handler that holds its thread goes unnamed and may hold up others");
    }
}

fn name(actor: &ActorHandle, message: &str) {
    let actor = actor.name();
    tracing::warn!(
        actor,
        message,
        "a handler has held its thread for over 1 s: move blocking work to spawn_blocking"
    );
}

/// Looks at these actors and their children, and names who has held a thread for too long; whether any of their handlers ran
/// since the last look, or runs.
fn look(actors: &[ActorHandle], name: &mut impl FnMut(&ActorHandle, &'static str)) -> bool {
    let mut is_active = false;
    for actor in actors {
        let shared = actor.shared();
        is_active |= !shared.reads.are_done() | look(&actor.children(), name);
        match shared.held.look() {
            Look::Idle => continue,
            Look::Active => {}
            Look::Held { looks, message } => {
                shared.parties.wake();
                if looks == TOO_LONG {
                    name(actor, message);
                }
            }
        }
        is_active = true;
    }
    is_active
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::Instant;

    use super::{TOO_LONG, look};
    use crate::actor::system::System;
    use crate::actor::turn::{self, Party};
    use crate::prelude::*;

    #[acton_message]
    struct Long;

    /// What each of so many looks named.
    #[acton_message]
    struct Named(Vec<Option<(ActorHandle, &'static str)>>);

    #[tokio::test]
    async fn a11_a_handler_that_holds_its_thread_is_named_once_with_its_actor() {
        let mut worker = ActorBuilder::new("worker", System::alone(), None, Box::new(|| ()));
        worker.try_mutate_on::<Long>(|actor, _| {
            let all = [actor.handle().clone()];
            let looks = (0..TOO_LONG + 3).map(|_| {
                let mut named = None;
                assert!(look(&all, &mut |actor, message| named = Some((actor.clone(), message))));
                named
            });
            Reply::try_ok(Named(looks.collect()))
        });
        let worker = worker.start().await;
        let Named(named) = worker.ask(Long).await.unwrap();
        for (at, named) in (0..).zip(named) {
            let is_due = at == TOO_LONG;
            assert_eq!(named.is_some(), is_due, "look {at}");
            assert!(named.is_none_or(|(actor, message)| actor == worker && message.ends_with("::Long")));
        }
    }

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Sleeper(AtomicU32);

    impl Party for Sleeper {
        fn go_on(self: Arc<Self>, _now: Instant) {}

        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[acton_message]
    struct Woken(Vec<u32>);

    #[tokio::test]
    async fn who_waits_for_a_handler_that_holds_its_thread_is_woken_at_each_look() {
        let mut worker = ActorBuilder::new("worker", System::alone(), None, Box::new(|| ()));
        worker.try_mutate_on::<Long>(|actor, _| {
            let (all, sleeper) = ([actor.handle().clone()], Arc::new(Sleeper::default()));
            turn::join(sleeper.clone());
            let looks = (0..TOO_LONG + 3).map(|_| {
                look(&all, &mut |_, _| {});
                sleeper.0.load(Ordering::Relaxed)
            });
            Reply::try_ok(Woken(looks.collect()))
        });
        let Woken(woken) = worker.start().await.ask(Long).await.unwrap();
        let expected: Vec<u32> = (0..TOO_LONG + 3).collect();
        assert_eq!(woken, expected, "at the first the call is new");
    }

    #[tokio::test]
    async fn who_does_nothing_is_not_active() {
        let idle = ActorBuilder::new("idle", System::alone(), None, Box::new(|| ())).start().await;
        let all = [idle];
        let is_active = || look(&all, &mut |_, _| panic!("nothing is held"));
        // Its start may have been a call.
        is_active();
        assert_eq!([is_active(), is_active()], [false; 2]);
    }
}
