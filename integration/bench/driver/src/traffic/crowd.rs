//! Many connections with one call in flight on each, served by one thread and one epoll.

use super::Traffic;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::readiness::Readiness;
use crate::ring::Ring;
use crate::server::Server;

const CONNECTIONS: usize = 32;

/// The connections, and those of them that have something to read.
pub(crate) struct Crowd {
    lines: Vec<Line>,
    ring: Ring,
    readiness: Readiness,
    sizes: (usize, usize),
}

impl Crowd {
    pub(crate) fn open(server: &Server, dialect: Dialect) -> anyhow::Result<Self> {
        let readiness = Readiness::of(CONNECTIONS)?;
        let mut ring = Ring::new(dialect);
        let mut sizes = (dialect.call(0).len(), 0);
        let mut lines = Vec::with_capacity(CONNECTIONS);
        for index in 0..CONNECTIONS {
            let mut line = Line::open(server, dialect)?;
            sizes.1 = line.last_reply().len();
            readiness.watch(&line, index)?;
            line.send(ring.next(1))?;
            lines.push(line);
        }
        Ok(Self { lines, ring, readiness, sizes })
    }
}

impl Traffic for Crowd {
    fn step(&mut self) -> anyhow::Result<usize> {
        let mut answered = 0;
        for index in self.readiness.wait()? {
            let line = &mut self.lines[index];
            if line.receive()? > 0 {
                answered += 1;
                line.send(self.ring.next(1))?;
            }
        }
        Ok(answered)
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
