//! Which of many connections have something to read: one epoll.

use crate::line::Line;
use crate::server::PATIENCE;
use anyhow::{Context as _, ensure};
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;

/// Connections told apart by numbers.
pub(crate) struct Readiness {
    epoll: OwnedFd,
    events: Vec<epoll::Event>,
}

impl Readiness {
    /// Nothing is watched yet; `most` is how many will be.
    pub(crate) fn of(most: usize) -> anyhow::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).context("cannot make an epoll")?;
        Ok(Self { epoll, events: Vec::with_capacity(most) })
    }

    pub(crate) fn watch(&self, line: &Line, number: usize) -> anyhow::Result<()> {
        epoll::add(&self.epoll, line, epoll::EventData::new_u64(number as u64), epoll::EventFlags::IN)
            .context("cannot watch a connection")
    }

    /// The numbers of those that can be read, of which there is one at least.
    pub(crate) fn wait(&mut self) -> anyhow::Result<impl Iterator<Item = usize>> {
        let patience = Timespec { tv_sec: i64::try_from(PATIENCE.as_secs())?, tv_nsec: 0 };
        epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&patience))
            .context("epoll failed")?;
        ensure!(!self.events.is_empty(), "the server fell silent on all connections");
        Ok(self.events.drain(..).map(|event| {
            usize::try_from(event.data.u64()).expect("the number of a connection is what it was watched as")
        }))
    }
}
