//! One run: a fresh server, its first reply checked, a warm-up, then the seconds that count.

use crate::peer::Peer;
use crate::server::Server;
use crate::traffic::{self, Traffic};
use crate::work::Work;
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// What one run showed.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Sample {
    /// Calls or items a second.
    pub(crate) rate: f64,
    /// Processor time of the server for each call or item, in microseconds.
    pub(crate) server_micros: f64,
    /// From asking for the process to its first checked reply, in milliseconds; with 32 connections, on the last of them.
    pub(crate) first_reply_millis: f64,
    /// Bytes of one request on the wire, header included.
    pub(crate) request_bytes: usize,
    /// Bytes of one reply or item on the wire, header included.
    pub(crate) reply_bytes: usize,
}

/// Measures `work` on a new server for `duration`, after a fifth of it as warm-up.
pub(crate) fn measure(
    peer: Peer,
    executable: &Path,
    work: Work,
    duration: Duration,
) -> anyhow::Result<Sample> {
    let server = Server::start(peer.program(), executable)?;
    let mut traffic = traffic::open(work, &server, peer.dialect())?;
    let first_reply = server.age();
    keep_busy(traffic.as_mut(), duration / 5)?;
    let processor_before = server.cpu_time()?;
    let (count, elapsed) = keep_busy(traffic.as_mut(), duration)?;
    let processor = server.cpu_time()?.saturating_sub(processor_before);
    let (request_bytes, reply_bytes) = traffic.sizes();
    // Ended while its connections stand: a server that logs broken connections has nothing to log.
    drop(server);
    Ok(Sample {
        rate: count as f64 / elapsed.as_secs_f64(),
        server_micros: processor.as_secs_f64() * 1e6 / count as f64,
        first_reply_millis: first_reply.as_secs_f64() * 1e3,
        request_bytes,
        reply_bytes,
    })
}

fn keep_busy(traffic: &mut dyn Traffic, duration: Duration) -> anyhow::Result<(usize, Duration)> {
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
