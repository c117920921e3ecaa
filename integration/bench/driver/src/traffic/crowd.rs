//! Many connections with one call in flight on each, served by one thread and one epoll.

use super::Traffic;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::readiness::Readiness;
use crate::ring::Ring;
use crate::server::Server;
use std::time::{Duration, Instant};

/// The connections, and those of them that have something to read.
pub(crate) struct Crowd {
    lines: Vec<Line>,
    /// When each was asked last.
    asked: Vec<Instant>,
    waits: Vec<Duration>,
    ring: Ring,
    readiness: Readiness,
    sizes: (usize, usize),
}

impl Crowd {
    pub(crate) fn open(server: &Server, dialect: Dialect, connections: usize) -> anyhow::Result<Self> {
        let readiness = Readiness::of(connections)?;
        let mut ring = Ring::new(dialect);
        let mut sizes = (dialect.call(0).len(), 0);
        let mut lines = Vec::with_capacity(connections);
        for index in 0..connections {
            let mut line = Line::open(server, dialect)?;
            sizes.1 = line.last_reply().len();
            readiness.watch(&line, index)?;
            line.send(ring.next(1))?;
            lines.push(line);
        }
        let asked = vec![Instant::now(); connections];
        Ok(Self { lines, asked, waits: Vec::new(), ring, readiness, sizes })
    }
}

impl Traffic for Crowd {
    fn step(&mut self) -> anyhow::Result<usize> {
        let mut answered = 0;
        for index in self.readiness.wait()? {
            let line = &mut self.lines[index];
            if line.receive()? > 0 {
                answered += 1;
                let now = Instant::now();
                self.waits.push(now - std::mem::replace(&mut self.asked[index], now));
                line.send(self.ring.next(1))?;
            }
        }
        Ok(answered)
    }

    fn waits(&mut self) -> Vec<Duration> {
        std::mem::take(&mut self.waits)
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
