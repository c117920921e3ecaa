//! acton-reactive 10 from the registry. Its macros name their crate, which goes by another name here: so no macros.

use crate::contender::{Add, Contender};
use acton10::prelude::*;
use anyhow::Context as _;

#[derive(Clone, Debug)]
struct Numbers(Add);

/// The same for nobody: an answer to it would go to the actor itself, whose mailbox may be full.
#[derive(Clone, Debug)]
struct Told(Add);

#[derive(Clone, Debug)]
struct Sum(i32);

impl Request for Numbers {
    type Response = Sum;
}

#[derive(Debug, Default)]
struct Adder;

/// The actor, and what it lives in.
pub(crate) struct Reference {
    adder: ActorHandle,
    _runtime: ActorRuntime,
}

/// Starts the actor.
pub(crate) async fn start() -> anyhow::Result<Reference> {
    let mut runtime = ActonApp::launch_async().await;
    let mut adder = runtime.new_actor_with_name::<Adder>("adder".to_owned());
    adder.mutate_on::<Numbers>(|_, ctx| {
        let sum = ctx.message().0.sum();
        let reply = ctx.reply_envelope();
        Reply::pending(async move { reply.send(Sum(sum)).await })
    });
    adder.mutate_on::<Told>(|_, ctx| {
        ctx.message().0.sum();
        Reply::ready()
    });
    Ok(Reference { adder: adder.start().await, _runtime: runtime })
}

impl Contender for Reference {
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        self.adder.send(Told(add)).await;
        Ok(())
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        let Sum(sum) = self.adder.ask(Numbers(add)).await.context("the actor does not answer")?;
        Ok(sum)
    }
}
