//! Eight subscribers, and one who asks for publications.

use crate::letter::{ANSWER, publications, publish};
use crate::line::{Line, PATIENCE};
use anyhow::{Context as _, ensure};
use std::path::Path;
use stint::Stint;
use zmq::{Message, Socket};

const SUBSCRIBERS: u64 = 8;

/// Messages published at once.
const BURST: usize = 512;

/// How long nothing must arrive until nothing is on the way, in milliseconds.
const SILENCE: i32 = 100;

/// A burst is published whenever the one before has arrived everywhere.
pub(crate) struct Audience {
    asker: Line,
    subscribers: Vec<Socket>,
    message: Message,
}

impl Audience {
    /// Connects, and waits until what is published arrives everywhere.
    pub(crate) fn open(context: &zmq::Context, socket: &Path) -> anyhow::Result<Self> {
        let asker = Line::connect(context, socket)?;
        let subscribers = (0..SUBSCRIBERS).map(|_| subscribe(context, &publications(socket)));
        let subscribers = subscribers.collect::<anyhow::Result<_>>()?;
        let mut audience = Self { asker, subscribers, message: Message::new() };
        audience.gather()?;
        audience.burst()?;
        Ok(audience)
    }

    /// Hears bursts until the stint is over; the deliveries.
    pub(crate) fn listen(&mut self, stint: Stint) -> anyhow::Result<u64> {
        let mut count = 0;
        while !stint.is_over() {
            count += self.burst()?;
        }
        Ok(count)
    }

    /// A PUB knows a subscriber only some time after it connected: publishes until each has heard something.
    fn gather(&mut self) -> anyhow::Result<()> {
        for subscriber in &self.subscribers {
            let mut tries = PATIENCE / SILENCE;
            while subscriber.poll(zmq::POLLIN, 0)? == 0 {
                ensure!(tries > 0, "what is published does not arrive within {PATIENCE} ms");
                tries -= 1;
                self.asker.send(publish(1).as_bytes())?;
                self.asker.receive()?;
                subscriber.poll(zmq::POLLIN, SILENCE.into())?;
            }
        }
        for subscriber in &self.subscribers {
            while subscriber.poll(zmq::POLLIN, SILENCE.into())? > 0 {
                subscriber.recv(&mut self.message, 0)?;
            }
        }
        Ok(())
    }

    /// One burst, heard by each subscriber in turn: what the others are sent waits in their queues.
    fn burst(&mut self) -> anyhow::Result<u64> {
        self.asker.send(publish(BURST).as_bytes())?;
        let mut count = 0;
        for subscriber in &self.subscribers {
            for _ in 0..BURST {
                subscriber
                    .recv(&mut self.message, 0)
                    .context("what is published does not arrive everywhere")?;
                let length = self.message.len();
                ensure!(length == ANSWER, "{length} bytes were published where {ANSWER} are right");
                count += 1;
            }
        }
        self.asker.receive()?;
        Ok(count)
    }
}

fn subscribe(context: &zmq::Context, endpoint: &str) -> anyhow::Result<Socket> {
    let socket = context.socket(zmq::SUB)?;
    socket.set_linger(0)?;
    socket.set_rcvtimeo(PATIENCE)?;
    socket.set_subscribe(b"")?;
    socket.connect(endpoint)?;
    Ok(socket)
}
