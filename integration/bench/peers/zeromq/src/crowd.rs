//! Many connections of one thread, one call on the way on each.

use crate::line::{Line, PATIENCE};
use anyhow::{Context as _, ensure};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use std::path::Path;
use std::time::Duration;
use stint::Stint;

/// The lines, and what tells on which of them something happened.
///
/// zmq's own `poll` looks into every socket each time it is called, which cost an eighth of the calls.
pub(crate) struct Crowd {
    lines: Vec<Line>,
    poll: Poll,
    events: Events,
}

impl Crowd {
    /// Connects them all, each with one call made and checked.
    pub(crate) fn open(context: &zmq::Context, socket: &Path, count: usize) -> anyhow::Result<Self> {
        let poll = Poll::new().context("there is no epoll")?;
        let mut lines = Vec::new();
        for index in 0..count {
            let line = Line::connect(context, socket)?;
            let descriptor = line.descriptor()?;
            poll.registry().register(&mut SourceFd(&descriptor), Token(index), Interest::READABLE)?;
            lines.push(line);
        }
        Ok(Self { lines, poll, events: Events::with_capacity(count) })
    }

    /// Calls until the stint is over, then hears out what is on the way; the calls completed.
    pub(crate) fn call(&mut self, stint: Stint) -> anyhow::Result<u64> {
        for line in &self.lines {
            line.ask()?;
        }
        let mut on_the_way = self.lines.len();
        let mut count = 0;
        // Sending may have taken the news of an answer: each line is looked at once unasked.
        let mut stirred: Vec<_> = (0..self.lines.len()).collect();
        loop {
            for line in stirred.drain(..) {
                let line = &mut self.lines[line];
                // Until there is none: only then is the next one told of.
                while line.received()? {
                    count += 1;
                    if stint.is_over() {
                        on_the_way -= 1;
                    } else {
                        line.ask()?;
                    }
                }
            }
            if on_the_way == 0 {
                return Ok(count);
            }
            self.poll.poll(&mut self.events, Some(Duration::from_millis(PATIENCE.unsigned_abs().into())))?;
            ensure!(!self.events.is_empty(), "no answer came within {PATIENCE} ms");
            stirred.extend(self.events.iter().map(|event| event.token().0));
        }
    }
}
