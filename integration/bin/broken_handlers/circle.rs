//! Two actors that ask each other, each of which handles nothing else meanwhile.

use acton_reactive::prelude::*;

/// Asks the other the same, and answers what the other answers.
#[acton_message(ipc)]
struct Meet;

#[acton_message(ipc)]
struct Met;

#[acton_message]
struct Introduce(ActorHandle);

#[acton_actor]
struct Shy {
    other: Option<ActorHandle>,
}

pub(super) async fn start(runtime: &mut ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Meet>("Meet");
    registry.register::<Met>("Met");
    let (one, two) = (start_one(runtime, "ping").await, start_one(runtime, "pong").await);
    for (actor, other) in [(&one, &two), (&two, &one)] {
        actor.send(Introduce(other.clone())).await.expect("it has just started");
    }
}

async fn start_one(runtime: &mut ActonRuntime, name: &str) -> ActorHandle {
    let mut shy = runtime.new_actor_with_name::<Shy>(name.to_owned());
    shy.mutate_on::<Introduce>(|shy, ctx| {
        shy.model.other = Some(ctx.message().0.clone());
        Reply::ready()
    })
    .try_mutate_on::<Meet>(|shy, _ctx| {
        let other = shy.model.other.clone();
        Reply::try_pending(async move {
            let other = other.ok_or_else(|| "nobody was introduced".to_owned())?;
            other.ask::<Met>(Meet).await.map_err(|error| error.to_string())
        })
    });
    acton_cookbook::health::answer(runtime, &mut shy);
    shy.expose_for_ipc();
    shy.start().await
}
