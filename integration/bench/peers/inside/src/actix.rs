//! actix, whose actors live on the thread of their system, beside the producer, or on that of an arbiter.

use crate::contender::{Add, CAPACITY, Contender, check, produce};
use ::actix::prelude::Request;
use ::actix::{Actor, Addr, Arbiter, Context, Handler, Message, System, SystemRunner};
use anyhow::Context as _;
use stint::{Work, obey};

/// The address of an actor that adds.
struct Address {
    actor: Addr<Adder>,
    /// Messages told since the last of them that is to be answered.
    told: usize,
    /// The answer to that one.
    mark: Option<Request<Adder, Add>>,
}

struct Adder;

/// Makes an actor on the producer's own thread and keeps it busy with `work`.
pub(crate) fn call(work: Work) -> anyhow::Result<()> {
    let system = System::new();
    let actor = system.block_on(async { Adder.start() });
    keep_busy(&system, actor, work)
}

/// The same with an actor on a thread of its own.
pub(crate) fn call_apart(work: Work) -> anyhow::Result<()> {
    let system = System::new();
    let actor = Adder::start_in_arbiter(&Arbiter::new().handle(), |_| Adder);
    keep_busy(&system, actor, work)
}

fn keep_busy(system: &SystemRunner, actor: Addr<Adder>, work: Work) -> anyhow::Result<()> {
    let mut address = Address { actor, told: 0, mark: None };
    system.block_on(check(&mut address))?;
    obey(|stint| system.block_on(produce(&mut address, work, stint)))
}

impl Message for Add {
    type Result = i32;
}

impl Actor for Adder {
    type Context = Context<Self>;
}

impl Handler<Add> for Adder {
    type Result = i32;

    fn handle(&mut self, add: Add, _: &mut Context<Self>) -> i32 {
        add.sum()
    }
}

impl Contender for Address {
    /// The mailbox is told to take everything at once, and one message in each [`CAPACITY`] is to be answered, as with ractor:
    /// an actix sender that finds a mailbox full has to come back by itself.
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        self.told += 1;
        if self.told < CAPACITY {
            self.actor.do_send(add);
            return Ok(());
        }
        self.told = 0;
        if let Some(before) = self.mark.replace(self.actor.send(add)) {
            before.await.context("the actor does not answer")?;
        }
        Ok(())
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        self.actor.send(add).await.context("the actor does not answer")
    }
}
