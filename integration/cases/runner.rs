//! The program of a face while it runs: told a case, it performs it and prints a line for each step, then an empty one.
//!
//! One performs all cases of a test, since to start an interpreter takes longer than a case. After one that it did not come to the end of,
//! the next case has a new one.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

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
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    /// The case before.
    performed: Option<String>,
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
        let stdout = lines_of(child.stdout.take());
        let stderr = lines_of(child.stderr.take());
        Ok(Self { child, stdin, stdout, stderr, performed: None })
    }

    /// The lines up to the empty one; an error says what came instead.
    fn perform(mut self, case: &str, socket: &Path, lines: &mut Vec<String>) -> Result<Self, String> {
        if let Some(stdin) = &mut self.stdin {
            // One that has ended says why on stderr.
            let _ = writeln!(stdin, "{}\t{case}", socket.display());
        }
        let until = Instant::now() + Duration::from_secs(LONGEST);
        loop {
            match next(&self.stdout, until) {
                Ok(line) if line.is_empty() => {
                    self.performed = Some(case.to_owned());
                    return Ok(self);
                }
                Ok(line) => lines.push(line),
                Err(why) => return Err(self.failed(why)),
            }
        }
    }

    fn finish(mut self) -> Result<(), String> {
        drop(self.stdin.take());
        match next(&self.stdout, Instant::now() + Duration::from_secs(LONGEST)) {
            Ok(line) => Err(format!("its runner printed after its last case: {line}")),
            Err(RecvTimeoutError::Disconnected) if self.child.wait().is_ok_and(|status| status.success()) => {
                Ok(())
            }
            Err(why) => Err(self.failed(why)),
        }
    }

    /// How it ended, by itself or not, and what it said.
    fn failed(mut self, why: RecvTimeoutError) -> String {
        drop(self.stdin.take());
        let how = match why {
            RecvTimeoutError::Timeout => {
                let _ = self.child.kill();
                format!("it did not end within {LONGEST} s")
            }
            RecvTimeoutError::Disconnected => "it ended".to_owned(),
        };
        let until = Instant::now() + Duration::from_secs(LONGEST);
        let said: Vec<String> = std::iter::from_fn(|| next(&self.stderr, until).ok()).collect();
        let _ = self.child.kill();
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let after = self.performed.map_or_else(String::new, |case| format!(", after the case {case:?}"));
        format!("{how} with {status}{after}, and said\n{}", said.join("\n"))
    }
}

fn next(lines: &Receiver<String>, until: Instant) -> Result<String, RecvTimeoutError> {
    lines.recv_timeout(until.saturating_duration_since(Instant::now()))
}

/// The lines that come, read by a thread of their own.
fn lines_of(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let Some(pipe) = pipe else { return };
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
    receiver
}
