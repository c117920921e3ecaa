//! One run: a fresh server, its first reply checked, and then what its work asks for.

mod behind;
mod busy;
mod bytes;
mod idle;
mod start_up;

use crate::hired::Hired;
use crate::peer::{Client, Peer};
use crate::program::Programs;
use crate::server::Server;
use crate::work::Work;
use anyhow::{Context as _, anyhow};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// What one run showed.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Sample {
    /// What the work counts, in its unit.
    pub(crate) value: f64,
    /// Processor time of the server for each call or item, in microseconds; of the one process, where there is one.
    pub(crate) server_micros: Option<f64>,
    /// The time in which 99 of 100 calls were answered, in microseconds, where each call's was noted.
    pub(crate) p99_micros: Option<f64>,
    /// Bytes of one request on the wire, and of one reply or item, headers included.
    pub(crate) bytes: Option<(usize, usize)>,
    /// Memory of the server that was in RAM, in KiB.
    pub(crate) resident_kib: Option<f64>,
}

/// One server at one work.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) programs: &'a Programs,
    pub(crate) peer: Peer,
    pub(crate) work: Work,
    /// One of the work's sizes; zero if it has none.
    pub(crate) size: usize,
    /// How long a server is kept busy.
    pub(crate) duration: Duration,
}

impl Run<'_> {
    pub(crate) fn measure(&self) -> anyhow::Result<Sample> {
        match self.work {
            Work::StartUp => start_up::measure(self),
            Work::BehindSlow => behind::measure(self),
            Work::IdleMemory => idle::measure(self),
            Work::Bytes => bytes::measure(self),
            _ => busy::measure(self),
        }
    }

    /// Starts the server, if the row has one.
    fn start(&self) -> anyhow::Result<Option<Server>> {
        let calculators = (self.work == Work::GrowingActors).then_some(self.size);
        let start = |program| {
            let executable = self.programs.get(program).map_err(|reason| anyhow!("{reason}"))?;
            Server::start(program, executable, calculators)
        };
        self.peer.server().map(start).transpose()
    }

    /// Starts the server of a work that has no rows without one.
    fn server(&self) -> anyhow::Result<Server> {
        self.start()?.context("the row has no server")
    }

    /// Starts the client, if it is a program of its own.
    fn hire(&self, socket: Option<&Path>) -> anyhow::Result<Option<Hired>> {
        let Client::Program(program, mode) = self.peer.client() else { return Ok(None) };
        let executable = self.programs.get(program).map_err(|reason| anyhow!("{reason}"))?;
        let connections = (self.work == Work::IdleMemory).then_some(self.size);
        Hired::start(program, executable, mode, socket, self.work, connections).map(Some)
    }
}
