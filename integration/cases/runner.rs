//! The program of a face while it runs: told a case, it performs it and prints a line for each step, then an empty one.
//!
//! One performs all cases of a test, since to start an interpreter takes longer than a case. After one that it did not end with, the next
//! case has a new one.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::cases::case::{BAD, GOOD};
use crate::cases::face::Face;
use crate::workspace;

/// How long one case may take, in seconds: a bound for a client that hangs, and no measure of anything.
const LONGEST: u64 = 120;

/// The runner of a face for one format.
#[derive(Debug)]
pub struct Runner<'a> {
    face: &'a Face,
    format: &'a str,
    process: Option<Process>,
}

/// What came of a case.
#[derive(Debug)]
pub struct Performance {
    /// The lines it printed.
    pub lines: Vec<String>,
    /// Why there are no more; `None`: the runner came to the end of the case.
    pub failure: Option<String>,
}

impl<'a> Runner<'a> {
    /// One that starts with its first case.
    pub fn new(face: &'a Face, format: &'a str) -> Self {
        Self { face, format, process: None }
    }

    /// Performs the case against the server at `socket`.
    pub fn perform(&mut self, case: &str, socket: &Path) -> Performance {
        let mut lines = Vec::new();
        let failure = match self.process.take().map_or_else(|| Process::start(self.face, self.format), Ok) {
            Ok(process) => match process.perform(case, socket, &mut lines) {
                Ok(process) => {
                    self.process = Some(process);
                    None
                }
                Err(failure) => Some(failure),
            },
            Err(error) => Some(format!("its runner does not start: {error}")),
        };
        Performance { lines, failure }
    }

    /// There are no more cases: the program ends by itself, whatever its clients did.
    pub fn finish(self) -> Result<(), String> {
        self.process.map_or(Ok(()), Process::finish)
    }
}

#[derive(Debug)]
struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: mpsc::Receiver<String>,
    stderr: mpsc::Receiver<String>,
}

impl Process {
    fn start(face: &Face, format: &str) -> std::io::Result<Self> {
        let mut child = (face.command)()
            .args(["--format", format, "--list", GOOD, BAD])
            .current_dir(workspace::path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = told(child.stdout.take(), |stdout, tell| {
            BufReader::new(stdout).lines().map_while(Result::ok).for_each(tell);
        });
        let stderr = told(child.stderr.take(), |mut stderr, tell| {
            let mut said = Vec::new();
            let _ = stderr.read_to_end(&mut said);
            tell(String::from_utf8_lossy(&said).into_owned());
        });
        Ok(Self { child, stdin, stdout, stderr })
    }

    /// The lines up to the empty one; an error says how it ended before.
    fn perform(mut self, case: &str, socket: &Path, lines: &mut Vec<String>) -> Result<Self, String> {
        if let Some(stdin) = &mut self.stdin {
            // One that has ended says why on stderr.
            let _ = writeln!(stdin, "{}\t{case}", socket.display());
        }
        loop {
            match self.stdout.recv_timeout(Duration::from_secs(LONGEST)) {
                Ok(line) if line.is_empty() => return Ok(self),
                Ok(line) => lines.push(line),
                Err(mpsc::RecvTimeoutError::Timeout) => return Err(self.hung()),
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(self.ended()),
            }
        }
    }

    fn finish(mut self) -> Result<(), String> {
        drop(self.stdin.take());
        match self.stdout.recv_timeout(Duration::from_secs(LONGEST)) {
            Ok(line) => Err(format!("its runner printed after its last case: {line}")),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(format!("after its last case {}", self.hung())),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let ended = self.child.wait().is_ok_and(|status| status.success());
                if ended { Ok(()) } else { Err(format!("after its last case {}", self.ended())) }
            }
        }
    }

    fn hung(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        format!("it did not end within {LONGEST} s")
    }

    fn ended(mut self) -> String {
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let said = self.stderr.recv_timeout(Duration::from_secs(LONGEST)).unwrap_or_default();
        format!("it ended with {status}, and said\n{said}")
    }
}

/// What a thread that reads from a pipe tells.
fn told<P: Read + Send + 'static>(
    pipe: Option<P>,
    read: impl FnOnce(P, &mut dyn FnMut(String)) + Send + 'static,
) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        if let Some(pipe) = pipe {
            read(pipe, &mut |line| {
                let _ = sender.send(line);
            });
        }
    });
    receiver
}
