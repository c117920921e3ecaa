//! Calls on one connection, a fixed number of them in flight.

use super::Traffic;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::ring::Ring;
use crate::server::Server;
use std::time::{Duration, Instant};

/// One connection whose window is always full.
pub(crate) struct Pipe {
    line: Line,
    ring: Ring,
    sizes: (usize, usize),
    /// When the call in flight was made, and how long those before it waited; where waits are noted.
    noted: Option<(Instant, Vec<Duration>)>,
}

impl Pipe {
    pub(crate) fn open(server: &Server, dialect: Dialect, window: usize) -> anyhow::Result<Self> {
        Self::full(Line::open(server, dialect)?, dialect.call(0).len(), Ring::new(dialect), window)
    }

    /// One text of `bytes` on its way; each wait is noted.
    pub(crate) fn echoing(server: &Server, dialect: Dialect, bytes: usize) -> anyhow::Result<Self> {
        let mut line = Line::open(server, dialect)?;
        let request = dialect.echo(bytes)?;
        dialect.check_echo(bytes, line.ask(&request)?)?;
        let mut pipe = Self::full(line, request.len(), Ring::of(&[request]), 1)?;
        pipe.noted = Some((Instant::now(), Vec::new()));
        Ok(pipe)
    }

    /// Calls go to each of so many calculators in turn, each of which has answered one.
    pub(crate) fn to_many(
        server: &Server,
        dialect: Dialect,
        calculators: usize,
        window: usize,
    ) -> anyhow::Result<Self> {
        let mut line = Line::open(server, dialect)?;
        let slots = calculators.max(window);
        let requests = (0..slots).map(|slot| dialect.call_of(slot % calculators, slot));
        let requests = requests.collect::<anyhow::Result<Vec<_>>>()?;
        for (slot, request) in requests.iter().enumerate() {
            dialect.check_reply(slot, line.ask(request)?)?;
        }
        Self::full(line, requests[0].len(), Ring::of(&requests), window)
    }

    /// Sends what shall be in flight on a line that has had a reply to a request of so many bytes.
    fn full(mut line: Line, request: usize, mut ring: Ring, window: usize) -> anyhow::Result<Self> {
        let sizes = (request, line.last_reply().len());
        line.send(ring.next(window))?;
        Ok(Self { line, ring, sizes, noted: None })
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
            if let Some((asked, waits)) = &mut self.noted {
                let now = Instant::now();
                waits.push(now - std::mem::replace(asked, now));
            }
            self.line.send(self.ring.next(answered))?;
        }
        Ok(answered)
    }

    fn waits(&mut self) -> Vec<Duration> {
        self.noted.as_mut().map(|(_, waits)| std::mem::take(waits)).unwrap_or_default()
    }

    fn sizes(&self) -> (usize, usize) {
        self.sizes
    }
}
