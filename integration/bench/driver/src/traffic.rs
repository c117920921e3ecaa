//! Traffic of each kind, made of steps: what was answered is counted, and as much is asked again.

mod audience;
mod crowd;
mod flow;
mod pipe;

use crate::dialect::Dialect;
use crate::server::Server;
use crate::work::Work;
use std::time::Duration;

const CONNECTIONS: usize = 32;

const SUBSCRIBERS: usize = 8;

/// What is published at once: few enough that a server that bounds what it keeps for a slow subscriber drops none.
const BURST: u32 = 1_000;

/// The same, where there may be hundreds of subscribers.
const SMALL_BURST: u32 = 100;

/// Connections that keep a server busy.
pub(crate) trait Traffic {
    /// Waits for answers, asks as much again, and returns how many calls or items were completed.
    fn step(&mut self) -> anyhow::Result<usize>;

    /// How long calls waited for their answers since this was asked last, where that is noted.
    fn waits(&mut self) -> Vec<Duration> {
        Vec::new()
    }

    /// Bytes of one request and of the first reply (or item) to it, headers included.
    fn sizes(&self) -> (usize, usize);
}

/// Opens one connection for one call at a time, whose answers are looked for without sleeping.
pub(crate) fn open_polling(server: &Server, dialect: Dialect) -> anyhow::Result<Box<dyn Traffic>> {
    Ok(Box::new(pipe::Pipe::open(server, dialect, 1)?.polling()?))
}

/// Opens what `work` of that size needs and checks the first reply on each connection. Nothing is in flight but what `work` wants there.
pub(crate) fn open(
    work: Work,
    size: usize,
    server: &Server,
    dialect: Dialect,
) -> anyhow::Result<Box<dyn Traffic>> {
    Ok(match work {
        Work::Connections => Box::new(crowd::Crowd::open(server, dialect, CONNECTIONS)?),
        Work::GrowingConnections => Box::new(crowd::Crowd::open(server, dialect, size)?),
        Work::Stream => Box::new(flow::Flow::open(server, dialect)?),
        Work::FanOut => Box::new(audience::Audience::open(server, dialect, SUBSCRIBERS, BURST)?),
        Work::GrowingFanOut => Box::new(audience::Audience::open(server, dialect, size, SMALL_BURST)?),
        Work::GrowingPayload => Box::new(pipe::Pipe::echoing(server, dialect, size)?),
        Work::GrowingActors => Box::new(pipe::Pipe::to_many(server, dialect, size, work.window())?),
        _ => Box::new(pipe::Pipe::open(server, dialect, work.window())?),
    })
}
