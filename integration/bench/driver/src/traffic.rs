//! Traffic of each kind, made of steps: what was answered is counted, and as much is asked again.

mod audience;
mod crowd;
mod flow;
mod pipe;

use crate::dialect::Dialect;
use crate::server::Server;
use crate::work::Work;

/// Connections that keep a server busy.
pub(crate) trait Traffic {
    /// Waits for answers, asks as much again, and returns how many calls or items were completed.
    fn step(&mut self) -> anyhow::Result<usize>;

    /// Bytes of one request and of the first reply (or item) to it, headers included.
    fn sizes(&self) -> (usize, usize);
}

/// Opens one connection for one call at a time, whose answers are looked for without sleeping.
pub(crate) fn open_polling(server: &Server, dialect: Dialect) -> anyhow::Result<Box<dyn Traffic>> {
    Ok(Box::new(pipe::Pipe::open(server, dialect, 1)?.polling()?))
}

/// Opens what `work` needs and checks the first reply on each connection. Nothing is in flight but what `work` wants there.
pub(crate) fn open(work: Work, server: &Server, dialect: Dialect) -> anyhow::Result<Box<dyn Traffic>> {
    Ok(match work {
        Work::Connections => Box::new(crowd::Crowd::open(server, dialect)?),
        Work::Stream => Box::new(flow::Flow::open(server, dialect)?),
        Work::FanOut => Box::new(audience::Audience::open(server, dialect)?),
        _ => Box::new(pipe::Pipe::open(server, dialect, work.window())?),
    })
}
