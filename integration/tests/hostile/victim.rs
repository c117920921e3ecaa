//! The server under attack.

use std::path::Path;

use integration::connection::Connection;
use integration::process::Process;
use integration::requests::add;
use integration::server::Server;
use integration::witness::Witness;

use crate::harm::{Closed, Harm};

/// A server, what it held before the attack, and a client that goes on calling.
#[derive(Debug)]
pub(crate) struct Victim {
    server: Server,
    witness: Option<Witness>,
    memory: u64,
    descriptors: usize,
}

impl Victim {
    /// A cookbook server that takes a thousand connections.
    pub(crate) fn new() -> Self {
        Self::with(&["--max-connections", "1000"])
    }

    pub(crate) fn with(flags: &[&str]) -> Self {
        let server = Server::start("cookbook", flags);
        let process = Process(server.id());
        // With its first call a server has what it keeps: threads, buffers, the witness's connection.
        let descriptors = process.descriptors() + 1;
        let witness = Some(Witness::of(server.socket()));
        assert_eq!(Connection::connect(server.socket()).ask(&add("first", 1)).sum("first"), Some(2));
        while process.descriptors() > descriptors {
            std::thread::yield_now();
        }
        Self { memory: process.memory(), descriptors, server, witness }
    }

    pub(crate) fn socket(&self) -> &Path {
        self.server.socket()
    }

    pub(crate) fn process(&self) -> Process {
        Process(self.server.id())
    }

    /// KiB more than before the attack.
    pub(crate) fn growth(&self) -> u64 {
        self.process().memory().saturating_sub(self.memory)
    }

    /// Lets the witness go before the attack's end, once it has said what it saw.
    pub(crate) fn dismiss_witness(&mut self) {
        if let Some(calls) = self.witness.take().map(Witness::testify) {
            println!("{} calls beside the attack: {calls}", calls.count());
        }
    }

    /// Ends the attack: whoever attacked is gone, and the server shall notice.
    pub(crate) fn harm(mut self, attack: &str) -> Harm {
        let process = self.process();
        // Whoever left is taken off the books when their sockets are looked at.
        while process.descriptors() > self.descriptors {
            std::thread::yield_now();
        }
        let memory = self.growth();
        self.dismiss_witness();
        let ended = self.server.stop();
        assert!(ended.status.success(), "the server ends as it should: {}", ended.stderr);
        let closed = Closed::of(&ended.stderr);
        println!("{attack}: +{memory} KiB; closed {closed:?}");
        Harm { memory, closed }
    }
}
