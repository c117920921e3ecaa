//! ractor, whose mailboxes have no bound.

use crate::contender::{Add, CAPACITY, Contender};
use ::ractor::concurrency::{OneshotReceiver, oneshot};
use ::ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, call};
use anyhow::Context as _;

/// The reference of an actor that adds.
pub(crate) struct Reference {
    actor: ActorRef<Message>,
    /// Messages told since the last of them that is to be answered.
    told: usize,
    /// The answer to that one.
    mark: Option<OneshotReceiver<i32>>,
}

pub(crate) enum Message {
    Tell(Add),
    Ask(Add, RpcReplyPort<i32>),
}

struct Adder;

/// Starts the actor.
pub(crate) async fn start() -> anyhow::Result<Reference> {
    let (actor, _) = Actor::spawn(None, Adder, ()).await.context("the actor does not start")?;
    Ok(Reference { actor, told: 0, mark: None })
}

impl Actor for Adder {
    type Msg = Message;
    type State = ();
    type Arguments = ();

    async fn pre_start(&self, _: ActorRef<Message>, (): ()) -> Result<(), ActorProcessingErr> {
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<Message>,
        message: Message,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        match message {
            Message::Tell(add) => {
                add.sum();
            }
            // Who asked may have gone.
            Message::Ask(add, answer) => drop(answer.send(add.sum())),
        }
        Ok(())
    }
}

impl Contender for Reference {
    /// The mailbox takes everything at once. So that it does not grow without end, one message in each [`CAPACITY`] is to be
    /// answered, and the producer waits for the answer before the last: it never has to wait for an empty mailbox.
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        self.told += 1;
        if self.told < CAPACITY {
            return self.actor.cast(Message::Tell(add)).context("the actor has ended");
        }
        self.told = 0;
        let (port, mark) = oneshot();
        self.actor.cast(Message::Ask(add, port.into())).context("the actor has ended")?;
        if let Some(before) = self.mark.replace(mark) {
            before.await.context("the actor does not answer")?;
        }
        Ok(())
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        call!(self.actor, |port| Message::Ask(add, port)).context("the actor does not answer")
    }
}
