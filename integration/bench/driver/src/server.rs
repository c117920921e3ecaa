//! One running server: a child process on a socket of its own, ended when the value is dropped.

use crate::program::{Executable, Program};
use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a server may take to start, and a connection to bring its next byte.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server that accepts connections.
pub(crate) struct Server {
    child: Child,
    folder: TempDir,
    ready_after: Duration,
}

impl Server {
    /// Starts `program` and waits until it says that it is ready.
    ///
    /// It serves so many calculators, if it is one that can serve several.
    pub(crate) fn start(
        program: Program,
        executable: &Executable,
        calculators: Option<usize>,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("bench-")
            .tempdir()
            .context("cannot make a folder for a socket")?;
        let mut command = program.serve(executable, &folder.path().join("socket"));
        command.args(calculators.map(|number| number.to_string()));
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        let started = Instant::now();
        let child =
            command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let mut server = Self { child, folder, ready_after: Duration::ZERO };
        server.wait_until_ready()?;
        server.ready_after = started.elapsed();
        Ok(server)
    }

    pub(crate) fn connect(&self) -> anyhow::Result<UnixStream> {
        let stream = UnixStream::connect(self.socket())
            .context("the server said it was ready, but cannot be reached")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// From asking for the process to hearing that it is ready.
    pub(crate) fn ready_after(&self) -> Duration {
        self.ready_after
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Where something beside the server may listen.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Reads the server's output on a thread, which goes on draining it so that the server never waits for a reader.
    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let output = self.child.stdout.take().context("the server was started without a pipe")?;
        let (ready, says_ready) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if line.to_ascii_lowercase().contains("ready") {
                    // Nobody listens once the server was ready; the draining goes on.
                    let _ = ready.send(());
                }
            }
        });
        match says_ready.recv_timeout(PATIENCE) {
            Ok(()) => Ok(()),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("the server was not ready after {} s", PATIENCE.as_secs())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                bail!("the server ended before it was ready: {}", self.child.wait()?)
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when the child is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
