//! A client in one of its faces: a program that performs a case.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::cases::case::{BAD, GOOD};
use crate::program::Ended;
use crate::workspace;

/// How long one case may take, in seconds: a bound for a client that hangs, and no measure of anything.
const LONGEST: u64 = 120;

/// A client that can be asked to perform a case.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// How tests and the list of known failures call it.
    pub name: &'static str,
    /// Its runner, without the arguments that every runner takes.
    pub command: fn() -> Command,
}

impl Face {
    /// Performs the case against the server at `socket`.
    pub fn perform(&self, case: &str, format: &str, socket: &Path) -> Result<Ended, String> {
        let mut child = (self.command)()
            .arg("--socket")
            .arg(socket)
            .args(["--format", format, "--case", case, "--list", GOOD, BAD])
            .current_dir(workspace::path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("its runner does not start: {error}"))?;
        let stdout = gathered(child.stdout.take());
        let stderr = gathered(child.stderr.take());
        let longest = Duration::from_secs(LONGEST);
        let said = stdout.recv_timeout(longest).ok().zip(stderr.recv_timeout(longest).ok());
        if said.is_none() {
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        let (stdout, stderr) = said.ok_or_else(|| format!("it did not end within {LONGEST} s"))?;
        Ok(Ended { status, stdout, stderr })
    }
}

/// Everything that comes, once it has all come.
fn gathered(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut said));
        let _ = sender.send(String::from_utf8_lossy(&said).into_owned());
    });
    receiver
}
