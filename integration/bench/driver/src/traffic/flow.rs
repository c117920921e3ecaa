//! One stream after the other on one connection.

use super::Traffic;
use crate::dialect::Dialect;
use crate::frame::Kind;
use crate::line::Line;
use crate::replies::Grammar;
use crate::server::Server;
use anyhow::ensure;

/// Long enough that asking for a stream costs nothing beside it.
const ITEMS: u32 = 200_000;

/// The stream that runs now, asked for again when it ends.
pub(crate) struct Flow {
    line: Line,
    dialect: Dialect,
    request: Vec<u8>,
    received: usize,
    sizes: (usize, usize),
}

impl Flow {
    /// Checks a whole stream of one item first: the item and the final frame.
    pub(crate) fn open(server: &Server, dialect: Dialect) -> anyhow::Result<Self> {
        let mut line = Line::connect(server, Grammar::of(dialect, Kind::Stream))?;
        line.send(&dialect.stream(1)?)?;
        let mut received = 0;
        while received < 2 {
            received += line.receive()?;
        }
        dialect.check_item(1, 1, line.last_reply())?;

        let request = dialect.stream(ITEMS)?;
        line.send(&request)?;
        let mut flow = Self { line, dialect, request, received: 0, sizes: (0, 0) };
        while flow.received == 0 {
            flow.step()?;
        }
        flow.sizes = (flow.request.len(), flow.line.last_reply().len());
        Ok(flow)
    }
}

impl Traffic for Flow {
    fn step(&mut self) -> anyhow::Result<usize> {
        let arrived = self.line.receive()?;
        let before = self.received;
        self.received += arrived;
        if arrived > 0 {
            let sequence = u32::try_from(self.received - 1)?;
            ensure!(sequence <= ITEMS, "the server sent more items than were asked for");
            // One frame of each stream's start and its final one are decoded; the others are counted.
            if before == 0 || sequence == ITEMS {
                self.dialect.check_item(sequence, ITEMS, self.line.last_reply())?;
            }
            if sequence == ITEMS {
                self.received = 0;
                self.line.send(&self.request)?;
            }
        }
        Ok(arrived)
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
