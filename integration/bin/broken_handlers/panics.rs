//! Two actors whose handler panics when it is told to: one goes on for ever, one has had enough at the fourth within 5 s.

use std::time::Duration;

use acton_reactive::prelude::*;

/// Answered with [`Done`], unless the handler is to panic.
#[acton_message(ipc)]
struct Work {
    number: u32,
    panics: Option<Place>,
}

#[acton_message(ipc)]
struct Done {
    number: u32,
}

/// Where a handler panics.
#[acton_message(ipc)]
enum Place {
    Closure,
    FirstPoll,
    LaterPoll,
}

#[acton_actor]
struct Worker;

pub(super) async fn start(runtime: &mut ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Work>("Work");
    registry.register::<Done>("Done");
    start_one(runtime, "fragile", OnPanic::resume()).await;
    start_one(runtime, "budgeted", OnPanic::restart().at_most(3, Duration::from_secs(5))).await;
}

async fn start_one(runtime: &mut ActonRuntime, name: &str, policy: OnPanic) {
    let mut worker = runtime.new_actor_with_name::<Worker>(name.to_owned());
    worker.on_panic(policy);
    worker.act_on::<Work>(|_worker, ctx| {
        let Work { number, panics } = ctx.message().clone();
        assert!(!matches!(panics, Some(Place::Closure)), "secret of the closure");
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            assert!(!matches!(panics, Some(Place::FirstPoll)), "secret of the first poll");
            if panics.is_some() {
                tokio::task::yield_now().await;
                panic!("secret of a later poll");
            }
            reply.send(Done { number }).await;
        })
    });
    worker.expose_for_ipc();
    worker.start().await;
}
