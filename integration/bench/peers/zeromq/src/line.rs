//! One connection of a client that calls.

use crate::letter::{ANSWER, REQUEST, endpoint};
use anyhow::{Context as _, bail, ensure};
use std::os::fd::RawFd;
use std::path::Path;
use zmq::{DONTWAIT, Error, Message, SNDMORE, Socket};

/// How long an answer may take, in milliseconds: nothing else tells that there is no server.
pub(crate) const PATIENCE: i32 = 10_000;

/// A DEALER, which may send before the answer to what it sent last has come.
pub(crate) struct Line {
    socket: Socket,
    part: Message,
}

impl Line {
    /// Connects, makes one call and checks its answer.
    pub(crate) fn connect(context: &zmq::Context, path: &Path) -> anyhow::Result<Self> {
        let socket = context.socket(zmq::DEALER)?;
        socket.set_linger(0)?;
        socket.set_sndtimeo(PATIENCE)?;
        socket.set_rcvtimeo(PATIENCE)?;
        socket.connect(&endpoint(path))?;
        let mut line = Self { socket, part: Message::new() };
        line.ask()?;
        line.receive()
            .with_context(|| format!("the server on {} does not answer as it should", path.display()))?;
        Ok(line)
    }

    /// Sends what is answered and nothing else.
    pub(crate) fn ask(&self) -> anyhow::Result<()> {
        self.send(&[b'm'; REQUEST])
    }

    pub(crate) fn send(&self, body: &[u8]) -> anyhow::Result<()> {
        // The empty frame that a REQ would send by itself.
        self.socket.send(Message::new(), SNDMORE)?;
        self.socket.send(body, 0)?;
        Ok(())
    }

    /// Waits for the next answer.
    pub(crate) fn receive(&mut self) -> anyhow::Result<()> {
        match self.socket.recv(&mut self.part, 0) {
            Err(Error::EAGAIN) => bail!("no answer came within {PATIENCE} ms"),
            arrived => arrived?,
        }
        self.receive_body()
    }

    /// Takes the next answer if there is one.
    pub(crate) fn received(&mut self) -> anyhow::Result<bool> {
        match self.socket.recv(&mut self.part, DONTWAIT) {
            Ok(()) => self.receive_body().map(|()| true),
            Err(Error::EAGAIN) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// What becomes readable when something happened after [`received`](Self::received) found nothing.
    pub(crate) fn descriptor(&self) -> zmq::Result<RawFd> {
        self.socket.get_fd()
    }

    fn receive_body(&mut self) -> anyhow::Result<()> {
        ensure!(self.part.is_empty() && self.part.get_more(), "the server answered without an empty frame");
        self.socket.recv(&mut self.part, 0)?;
        let length = self.part.len();
        ensure!(length == ANSWER, "the server answered {length} bytes where {ANSWER} are right");
        Ok(())
    }
}
