//! Many connections with one call in flight on each, served by one thread and one epoll.

use super::Traffic;
use crate::dialect::Dialect;
use crate::line::Line;
use crate::ring::Ring;
use crate::server::{PATIENCE, Server};
use anyhow::{Context as _, ensure};
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;

const CONNECTIONS: usize = 32;

/// The connections, and those of them that have something to read.
pub(crate) struct Crowd {
    lines: Vec<Line>,
    ring: Ring,
    epoll: OwnedFd,
    events: Vec<epoll::Event>,
    sizes: (usize, usize),
}

impl Crowd {
    pub(crate) fn open(server: &Server, dialect: Dialect) -> anyhow::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).context("cannot make an epoll")?;
        let mut ring = Ring::new(dialect);
        let mut sizes = (dialect.call(0).len(), 0);
        let mut lines = Vec::with_capacity(CONNECTIONS);
        for index in 0..CONNECTIONS {
            let mut line = Line::open(server, dialect)?;
            sizes.1 = line.last_reply().len();
            epoll::add(&epoll, &line, epoll::EventData::new_u64(index as u64), epoll::EventFlags::IN)
                .context("cannot watch a connection")?;
            line.send(ring.next(1))?;
            lines.push(line);
        }
        Ok(Self { lines, ring, epoll, events: Vec::with_capacity(CONNECTIONS), sizes })
    }
}

impl Traffic for Crowd {
    fn step(&mut self) -> anyhow::Result<usize> {
        let patience = Timespec { tv_sec: i64::try_from(PATIENCE.as_secs())?, tv_nsec: 0 };
        epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&patience))
            .context("epoll failed")?;
        ensure!(!self.events.is_empty(), "the server fell silent on all connections");
        let mut answered = 0;
        for event in self.events.drain(..) {
            let line = &mut self.lines[usize::try_from(event.data.u64())?];
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
