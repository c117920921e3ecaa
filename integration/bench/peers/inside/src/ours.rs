//! acton-reactive as built here, with a mailbox as it comes.

use crate::contender::{Add, Contender};
use acton_reactive::prelude::*;
use anyhow::Context as _;

#[acton_message]
struct Numbers(Add);

#[acton_message]
struct Sum(i32);

#[acton_actor]
struct Adder;

/// The actor, and what it lives in.
pub(crate) struct Reference {
    adder: ActorHandle,
    _runtime: ActonRuntime,
}

/// Starts the actor.
pub(crate) async fn start() -> anyhow::Result<Reference> {
    let mut runtime = ActonApp::launch_async().await;
    let mut adder = runtime.new_actor_with_name::<Adder>("adder".to_owned());
    adder.try_mutate_on::<Numbers>(|_, ctx| Reply::try_ok(Sum(ctx.message().0.sum())));
    Ok(Reference { adder: adder.start().await, _runtime: runtime })
}

impl Contender for Reference {
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        Ok(self.adder.send(Numbers(add)).await?)
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        let Sum(sum) = self.adder.ask(Numbers(add)).await.context("the actor does not answer")?;
        Ok(sum)
    }
}
