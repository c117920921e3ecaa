//! Subscribers and one publisher: what is published is counted where it arrives.

use super::Traffic;
use crate::dialect::Dialect;
use crate::frame::Kind;
use crate::line::Line;
use crate::readiness::Readiness;
use crate::replies::Grammar;
use crate::server::Server;
use anyhow::ensure;

/// The connections. A burst is published whenever the one before has arrived everywhere.
pub(crate) struct Audience {
    publisher: Line,
    subscribers: Vec<Line>,
    readiness: Readiness,
    dialect: Dialect,
    burst: Vec<u8>,
    /// Deliveries that a burst is.
    deliveries: usize,
    /// Those that are still to come.
    missing: usize,
    sizes: (usize, usize),
}

impl Audience {
    pub(crate) fn open(server: &Server, dialect: Dialect, count: usize, burst: u32) -> anyhow::Result<Self> {
        let readiness = Readiness::of(count)?;
        let mut subscribers = Vec::new();
        for index in 0..count {
            let mut line = Line::connect(server, Grammar::of(dialect, Kind::Response))?;
            if let Some(request) = dialect.subscribe() {
                line.ask(&request)?;
            }
            line.expect(Grammar::of(dialect, dialect.pushed()));
            readiness.watch(&line, index)?;
            subscribers.push(line);
        }
        let publisher = Line::connect(server, Grammar::of(dialect, Kind::Response))?;
        let deliveries = count * burst as usize;
        let burst = dialect.publish(burst);
        let sizes = (burst.len(), 0);
        let mut audience =
            Self { publisher, subscribers, readiness, dialect, burst, deliveries, missing: 0, sizes };
        audience.publish()?;
        let mut missing = audience.missing;
        while missing > 0 {
            missing -= audience.step()?;
        }
        audience.sizes.1 = audience.subscribers[0].last_reply().len();
        dialect.check_push(audience.subscribers[0].last_reply())?;
        Ok(audience)
    }

    fn publish(&mut self) -> anyhow::Result<()> {
        self.missing = self.deliveries;
        if self.dialect == Dialect::Raw {
            // The limit knows nobody else: each asks for its own.
            return self.subscribers.iter_mut().try_for_each(|line| line.send(&self.burst));
        }
        self.publisher.send(&self.burst)
    }
}

impl Traffic for Audience {
    fn step(&mut self) -> anyhow::Result<usize> {
        let mut arrived = 0;
        for index in self.readiness.wait()? {
            arrived += self.subscribers[index].receive()?;
        }
        ensure!(arrived <= self.missing, "more arrived than was published");
        self.missing -= arrived;
        if self.missing == 0 {
            if self.dialect != Dialect::Raw {
                // What the publisher was told of the burst.
                self.publisher.receive()?;
            }
            self.publish()?;
        }
        Ok(arrived)
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
