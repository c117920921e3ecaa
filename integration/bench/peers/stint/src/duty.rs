//! How the driver keeps a client busy: line by line on stdin, answered line by line on stdout.

use anyhow::{Context as _, ensure};
use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

/// The time of one run.
#[derive(Clone, Copy, Debug)]
pub struct Stint {
    start: Instant,
    length: Duration,
}

impl Stint {
    /// Whether the run has had its time: no more calls shall begin.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.start.elapsed() >= self.length
    }
}

/// Says `ready`, then does `work` for each line `run SECONDS` and says what it completed and how long that took.
///
/// Returns when stdin ends.
///
/// # Errors
///
/// When `work` fails, and when the driver cannot be understood or told.
pub fn obey(mut work: impl FnMut(Stint) -> anyhow::Result<u64>) -> anyhow::Result<()> {
    obey_timed(|stint| Ok((work(stint)?, stint.start.elapsed())))
}

/// The same where not all of the stint's time counts: `work` says what it completed, and how long that took.
///
/// # Errors
///
/// As [`obey`].
pub fn obey_timed(mut work: impl FnMut(Stint) -> anyhow::Result<(u64, Duration)>) -> anyhow::Result<()> {
    say("ready")?;
    for line in std::io::stdin().lock().lines() {
        let line = line.context("the driver's orders cannot be read")?;
        let length = seconds(&line).with_context(|| format!("the order {line:?} is not `run SECONDS`"))?;
        let stint = Stint { start: Instant::now(), length };
        let (count, took) = work(stint)?;
        ensure!(count > 0, "nothing was completed in {} s", took.as_secs_f64());
        say(&format!("{count} {:.6}", took.as_secs_f64()))?;
    }
    Ok(())
}

fn seconds(order: &str) -> Option<Duration> {
    let seconds = order.trim().strip_prefix("run ")?.trim_start().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").and_then(|()| output.flush()).context("the driver listens no more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_run_and_a_decimal_number() {
        assert_eq!(seconds("run 0.25\n"), Some(Duration::from_millis(250)));
        assert_eq!(seconds("run 3"), Some(Duration::from_secs(3)));
        for wrong in ["", "run", "run x", "run -1", "run 1 2", "walk 1"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
