//! kameo, with a mailbox as large as the channel's.

use crate::contender::{Add, CAPACITY, Contender};
use ::kameo::Actor;
use ::kameo::actor::{ActorRef, Spawn as _};
use ::kameo::mailbox::bounded;
use ::kameo::message::{Context, Message};
use anyhow::Context as _;

/// The reference of an actor that adds.
pub(crate) struct Reference(ActorRef<Adder>);

#[derive(Actor)]
struct Adder;

/// Starts the actor.
pub(crate) async fn start() -> anyhow::Result<Reference> {
    Ok(Reference(Adder::spawn_with_mailbox(Adder, bounded(CAPACITY))))
}

impl Message<Add> for Adder {
    type Reply = i32;

    async fn handle(&mut self, add: Add, _: &mut Context<Self, i32>) -> i32 {
        add.sum()
    }
}

impl Contender for Reference {
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        self.0.tell(add).send().await.ok().context("the actor has ended")
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        self.0.ask(add).send().await.ok().context("the actor does not answer")
    }
}
