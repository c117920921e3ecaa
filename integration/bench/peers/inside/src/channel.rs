//! tokio's own channels: the least that an actor with a mailbox can cost.

use crate::contender::{Add, CAPACITY, Contender};
use anyhow::Context as _;
use tokio::sync::{mpsc, oneshot};

/// The sender of a task that adds.
pub(crate) struct Channel(mpsc::Sender<Message>);

struct Message {
    add: Add,
    answer: Option<oneshot::Sender<i32>>,
}

/// Starts the task.
pub(crate) async fn start() -> anyhow::Result<Channel> {
    let (sender, mut mailbox) = mpsc::channel::<Message>(CAPACITY);
    tokio::spawn(async move {
        while let Some(Message { add, answer }) = mailbox.recv().await {
            let sum = add.sum();
            if let Some(answer) = answer {
                // Who asked may have gone.
                let _ = answer.send(sum);
            }
        }
    });
    Ok(Channel(sender))
}

impl Contender for Channel {
    async fn tell(&mut self, add: Add) -> anyhow::Result<()> {
        self.0.send(Message { add, answer: None }).await.ok().context("the task has ended")
    }

    async fn ask(&mut self, add: Add) -> anyhow::Result<i32> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Message { add, answer: Some(answer) }).await.ok().context("the task has ended")?;
        answered.await.context("the task does not answer")
    }
}
