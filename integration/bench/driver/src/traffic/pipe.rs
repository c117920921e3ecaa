//! Calls on one connection, a fixed number of them in flight.

use super::Traffic;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::ring::Ring;
use crate::server::Server;

/// One connection whose window is always full.
pub(crate) struct Pipe {
    line: Line,
    ring: Ring,
    sizes: (usize, usize),
}

impl Pipe {
    pub(crate) fn open(server: &Server, dialect: Dialect, window: usize) -> anyhow::Result<Self> {
        let mut line = Line::open(server, dialect)?;
        let sizes = (dialect.call(0).len(), line.last_reply().len());
        let mut ring = Ring::new(dialect);
        line.send(ring.next(window))?;
        Ok(Self { line, ring, sizes })
    }

    /// From now on it looks for answers without sleeping.
    pub(crate) fn polling(mut self) -> anyhow::Result<Self> {
        self.line.poll()?;
        Ok(self)
    }
}

impl Traffic for Pipe {
    fn step(&mut self) -> anyhow::Result<usize> {
        let answered = self.line.receive()?;
        if answered > 0 {
            self.line.send(self.ring.next(answered))?;
        }
        Ok(answered)
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
