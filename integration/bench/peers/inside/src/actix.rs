//! actix, which runs actor and producer on the one thread of its own system.

use crate::contender::{Add, CAPACITY, Contender, check, produce};
use ::actix::dev::SendError;
use ::actix::{Actor, Addr, Context, Handler, Message, System};
use anyhow::{Context as _, bail};
use stint::{Work, obey};

/// The address of an actor that adds.
struct Address(Addr<Adder>);

struct Adder;

/// Makes an actor and keeps it busy with `work`.
pub(crate) fn call(work: Work) -> anyhow::Result<()> {
    let system = System::new();
    let mut address = Address(system.block_on(async { Adder.start() }));
    system.block_on(check(&mut address))?;
    obey(|stint| system.block_on(produce(&mut address, work, stint)))
}

impl Message for Add {
    type Result = i32;
}

impl Actor for Adder {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Context<Self>) {
        context.set_mailbox_capacity(CAPACITY);
    }
}

impl Handler<Add> for Adder {
    type Result = i32;

    fn handle(&mut self, add: Add, _: &mut Context<Self>) -> i32 {
        add.sum()
    }
}

impl Contender for Address {
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        loop {
            match self.0.try_send(add) {
                Ok(()) => return Ok(()),
                // The actor has this thread, and empties its mailbox.
                Err(SendError::Full(_)) => tokio::task::yield_now().await,
                Err(SendError::Closed(_)) => bail!("the actor has ended"),
            }
        }
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        self.0.send(add).await.context("the actor does not answer")
    }
}
