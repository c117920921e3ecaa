//! A warm-up, then the seconds that count.

use super::{Run, Sample};
use crate::hired::Hired;
use crate::machine::cpu_time;
use crate::peer::Client;
use crate::server::Server;
use crate::traffic::{self, Traffic};
use anyhow::Context as _;
use std::time::{Duration, Instant};

/// Who keeps the server busy.
enum Load {
    Own(Box<dyn Traffic>),
    Hired(Hired),
}

/// Keeps a server busy, first for a while that does not count.
pub(super) fn measure(run: &Run<'_>) -> anyhow::Result<Sample> {
    let server = run.start()?;
    let mut load = Load::on(run, server.as_ref())?;
    let process = match (&server, &load) {
        (Some(server), _) => server.id(),
        (None, Load::Hired(hired)) => hired.id(),
        (None, Load::Own(_)) => std::process::id(),
    };
    load.keep_busy(run.work.warm_up(run.duration))?;
    load.waits();
    let processor_before = cpu_time(process)?;
    let (count, elapsed) = load.keep_busy(run.duration)?;
    let processor = cpu_time(process)?.saturating_sub(processor_before);
    let (p99, bytes) = (p99(load.waits()), load.bytes());
    // Ended while its connections stand: a server that logs broken connections has nothing to log.
    drop(server);
    Ok(Sample {
        value: count as f64 / elapsed.as_secs_f64(),
        server_micros: Some(processor.as_secs_f64() * 1e6 / count as f64),
        p99_micros: p99.map(|p99| p99.as_secs_f64() * 1e6),
        bytes,
        ..Sample::default()
    })
}

impl Load {
    fn on(run: &Run<'_>, server: Option<&Server>) -> anyhow::Result<Self> {
        let dialect = match run.peer.client() {
            Client::Driver(dialect) | Client::PollingDriver(dialect) => dialect,
            Client::Program(..) => {
                let socket = server.map(Server::socket);
                let hired = run.hire(socket.as_deref())?;
                return Ok(Self::Hired(hired.context("the client is a program, and none was started")?));
            }
        };
        let server = server.context("the driver has no server to call")?;
        Ok(Self::Own(if matches!(run.peer.client(), Client::PollingDriver(_)) {
            traffic::open_polling(server, dialect)?
        } else {
            traffic::open(run.work, run.size, server, dialect)?
        }))
    }

    fn keep_busy(&mut self, duration: Duration) -> anyhow::Result<(usize, Duration)> {
        let traffic = match self {
            Self::Hired(hired) => return hired.run(duration),
            Self::Own(traffic) => traffic,
        };
        let start = Instant::now();
        let mut count = 0;
        loop {
            count += traffic.step()?;
            let elapsed = start.elapsed();
            if elapsed >= duration {
                return Ok((count, elapsed));
            }
        }
    }

    fn waits(&mut self) -> Vec<Duration> {
        match self {
            Self::Own(traffic) => traffic.waits(),
            Self::Hired(_) => Vec::new(),
        }
    }

    fn bytes(&self) -> Option<(usize, usize)> {
        match self {
            Self::Own(traffic) => Some(traffic.sizes()),
            Self::Hired(_) => None,
        }
    }
}

/// The time in which 99 of 100 were over; nothing, if there are none.
fn p99(mut waits: Vec<Duration>) -> Option<Duration> {
    let last = waits.len().checked_sub(1)?;
    let (_, p99, _) = waits.select_nth_unstable(last * 99 / 100);
    Some(*p99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wait_of_a_hundred_may_be_longer_than_p99() {
        let waits = (0..=100).rev().map(Duration::from_micros).collect();
        assert_eq!(p99(waits), Some(Duration::from_micros(99)));
        assert_eq!(p99(Vec::new()), None);
    }
}
