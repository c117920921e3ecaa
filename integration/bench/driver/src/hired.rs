//! A client that is a program of its own: it says `ready`, then for each `run SECONDS` what it completed in which time.

use crate::program::{Executable, Program};
use crate::server::PATIENCE;
use crate::work::Work;
use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// A client that has checked its first answer. It is ended when the value is dropped.
pub(crate) struct Hired {
    child: Child,
    orders: ChildStdin,
    says: Receiver<String>,
}

impl Hired {
    pub(crate) fn start(
        program: Program,
        executable: &Executable,
        mode: Option<&str>,
        socket: Option<&Path>,
        work: Work,
        connections: Option<usize>,
    ) -> anyhow::Result<Self> {
        let mut command = program.call(executable, mode, socket, work.word(), connections);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child =
            command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let orders = child.stdin.take().context("the client was started without a pipe")?;
        let output = child.stdout.take().context("the client was started without a pipe")?;
        let (line, says) = channel();
        std::thread::spawn(move || {
            // Ends with the client, or with whom it tells.
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|said| line.send(said))
        });
        let mut hired = Self { child, orders, says };
        let said = hired.hear(Duration::ZERO)?;
        if said != "ready" {
            bail!("the client said {said:?} before it was ready");
        }
        Ok(hired)
    }

    /// Keeps the server busy; what was completed, and in which time.
    pub(crate) fn run(&mut self, duration: Duration) -> anyhow::Result<(usize, Duration)> {
        writeln!(self.orders, "run {}", duration.as_secs_f64()).context("the client takes no more orders")?;
        let said = self.hear(duration)?;
        let figures = said.split_once(' ').and_then(|(count, seconds)| {
            Some((count.parse().ok()?, Duration::try_from_secs_f64(seconds.trim().parse().ok()?).ok()?))
        });
        figures.with_context(|| format!("the client reported {said:?} in place of a count and seconds"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn hear(&mut self, expected: Duration) -> anyhow::Result<String> {
        match self.says.recv_timeout(expected + PATIENCE) {
            Ok(said) => Ok(said),
            Err(RecvTimeoutError::Timeout) => bail!("the client fell silent"),
            Err(RecvTimeoutError::Disconnected) => bail!("the client ended: {}", self.child.wait()?),
        }
    }
}

impl Drop for Hired {
    fn drop(&mut self) {
        // Both fail only when the child is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
