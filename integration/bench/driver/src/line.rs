//! One connection to a server, blocking: bytes out, replies counted in.

use crate::dialect::Dialect;
use crate::frame::Kind;
use crate::replies::{Grammar, Replies};
use crate::server::{PATIENCE, Server};
use anyhow::{Context as _, ensure};
use rustix::fd::{AsFd, BorrowedFd};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Instant;

/// A connection whose replies are counted.
pub(crate) struct Line {
    stream: UnixStream,
    replies: Replies,
    polls: bool,
}

impl Line {
    /// Connects to make calls: prepares the server where its dialect needs it, and checks that its first reply is right.
    pub(crate) fn open(server: &Server, dialect: Dialect) -> anyhow::Result<Self> {
        let mut line = Self::connect(server, Grammar::of(dialect, Kind::Response))?;
        if let Some((request, answer)) = dialect.preparation() {
            ensure!(line.ask(&request)? == answer, "the server refused to be prepared");
        }
        dialect.check_reply(0, line.ask(&dialect.call(0))?)?;
        Ok(line)
    }

    /// Connects and says nothing.
    pub(crate) fn connect(server: &Server, grammar: Grammar) -> anyhow::Result<Self> {
        Ok(Self { stream: server.connect()?, replies: Replies::new(grammar), polls: false })
    }

    /// From now on replies are told apart like this.
    pub(crate) fn expect(&mut self, grammar: Grammar) {
        self.replies.expect(grammar);
    }

    /// From now on answers are looked for without sleeping.
    pub(crate) fn poll(&mut self) -> anyhow::Result<()> {
        self.polls = true;
        self.stream.set_nonblocking(true).context("the connection cannot be polled")
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(bytes).context("the server takes no more requests")
    }

    /// Reads once, and counts the replies that are whole now.
    pub(crate) fn receive(&mut self) -> anyhow::Result<usize> {
        let began = Instant::now();
        let count = loop {
            match self.stream.read(self.replies.room()) {
                // The server may be on the same core.
                Err(error)
                    if self.polls && error.kind() == ErrorKind::WouldBlock && began.elapsed() < PATIENCE =>
                {
                    std::thread::yield_now();
                }
                read => break read.context("the server fell silent")?,
            }
        };
        ensure!(count > 0, "the server closed the connection");
        self.replies.take(count)
    }

    /// The last reply counted; empty if the last read completed none.
    pub(crate) fn last_reply(&self) -> &[u8] {
        self.replies.last()
    }

    /// Sends one request while nothing is in flight, and returns its reply.
    pub(crate) fn ask(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        self.send(request)?;
        while self.receive()? == 0 {}
        Ok(self.last_reply())
    }
}

impl AsFd for Line {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}
