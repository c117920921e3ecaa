//! How long a call waits on a connection where another actor is about to take 100 ms for its answer.

use super::{Run, Sample};
use crate::dialect::Dialect;
use crate::line::Line;
use crate::peer::Client;
use anyhow::Context as _;
use std::time::{Duration, Instant};

/// What the call in front takes.
const SLOW: Duration = Duration::from_millis(100);

/// How long after it the other one is made: the server has begun the slow one.
const HEAD_START: Duration = Duration::from_millis(5);

/// The mean wait of all calls of one run.
pub(super) fn measure(run: &Run<'_>) -> anyhow::Result<Sample> {
    let server = run.server()?;
    let (count, waited) = match run.peer.client() {
        Client::Driver(dialect) | Client::PollingDriver(dialect) => {
            keep_on(&mut Line::open(&server, dialect)?, dialect, run.duration)?
        }
        Client::Program(..) => {
            run.hire(Some(&server.socket()))?.context("there is no client")?.run(run.duration)?
        }
    };
    Ok(Sample { value: waited.as_secs_f64() * 1e3 / count as f64, ..Sample::default() })
}

fn keep_on(line: &mut Line, dialect: Dialect, duration: Duration) -> anyhow::Result<(usize, Duration)> {
    let (slow, call) = (dialect.sleep(SLOW)?, dialect.call(0));
    let start = Instant::now();
    let (mut count, mut waited) = (0, Duration::ZERO);
    while start.elapsed() < duration {
        line.send(&slow)?;
        std::thread::sleep(HEAD_START);
        let asked = Instant::now();
        line.send(&call)?;
        let (mut replies, mut answered) = (0, false);
        while replies < 2 {
            let arrived = line.receive()?;
            replies += arrived;
            // Both at once: the one asked for is in it.
            if arrived > 0 && !answered && (replies == 2 || Dialect::answers_call(line.last_reply())?) {
                answered = true;
                waited += asked.elapsed();
            }
        }
        count += 1;
    }
    Ok((count, waited))
}
