//! One run: a fresh server, its first reply checked, a warm-up, then the seconds that count.

use crate::hired::Hired;
use crate::machine::cpu_time;
use crate::peer::{Client, Peer};
use crate::program::{Executable, Program};
use crate::server::Server;
use crate::traffic::{self, Traffic};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// What one run showed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Sample {
    /// Calls or items a second.
    pub(crate) rate: f64,
    /// Processor time of the server for each call or item, in microseconds; of the one process, where there is one.
    pub(crate) server_micros: f64,
    /// From asking for the server to its first checked reply, in milliseconds; with 32 connections, on the last of them.
    /// Known where the driver is the client.
    pub(crate) first_reply_millis: Option<f64>,
    /// Bytes of one request on the wire, and of one reply or item, headers included. Known where the driver is the client.
    pub(crate) bytes: Option<(usize, usize)>,
}

/// Who keeps the server busy.
enum Load {
    Own(Box<dyn Traffic>),
    Hired(Hired),
}

/// Measures `work` on a new server for `duration`, after a fifth of it as warm-up.
pub(crate) fn measure<'e>(
    peer: Peer,
    executable: impl Fn(Program) -> anyhow::Result<&'e Executable>,
    work: Work,
    duration: Duration,
) -> anyhow::Result<Sample> {
    let server = peer.server().map(|program| Server::start(program, executable(program)?)).transpose()?;
    let mut load = match (peer.client(), &server) {
        (Client::Driver(dialect), Some(server)) => Load::Own(traffic::open(work, server, dialect)?),
        (Client::PollingDriver(dialect), Some(server)) => Load::Own(traffic::open_polling(server, dialect)?),
        (Client::Driver(_) | Client::PollingDriver(_), None) => {
            anyhow::bail!("the driver has no server to call")
        }
        (Client::Program(program, mode), server) => {
            let socket = server.as_ref().map(Server::socket);
            Load::Hired(Hired::start(program, executable(program)?, mode, socket.as_deref(), work)?)
        }
    };
    let own = matches!(load, Load::Own(_));
    let first_reply_millis = server.as_ref().filter(|_| own).map(|server| server.age().as_secs_f64() * 1e3);
    let process = match (&server, &load) {
        (Some(server), _) => server.id(),
        (None, Load::Hired(hired)) => hired.id(),
        (None, Load::Own(_)) => std::process::id(),
    };
    load.keep_busy(duration / 5)?;
    let processor_before = cpu_time(process)?;
    let (count, elapsed) = load.keep_busy(duration)?;
    let processor = cpu_time(process)?.saturating_sub(processor_before);
    let bytes = load.bytes();
    // Ended while its connections stand: a server that logs broken connections has nothing to log.
    drop(server);
    Ok(Sample {
        rate: count as f64 / elapsed.as_secs_f64(),
        server_micros: processor.as_secs_f64() * 1e6 / count as f64,
        first_reply_millis,
        bytes,
    })
}

impl Load {
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

    fn bytes(&self) -> Option<(usize, usize)> {
        match self {
            Self::Own(traffic) => Some(traffic.sizes()),
            Self::Hired(_) => None,
        }
    }
}
