//! A server of the cookbook in a process of its own, on a socket in a temporary directory. It ends with
//! the value that stands for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::binaries::binary;
use crate::program::Ended;

/// A server that has said it is ready.
#[derive(Debug)]
pub struct Server {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    stderr: Option<JoinHandle<String>>,
    socket: PathBuf,
    _directory: TempDir,
}

impl Server {
    /// Starts `name` and waits for its ready line.
    pub fn start(name: &str, arguments: &[&str]) -> Self {
        Self::start_with_input(name, arguments, b"")
    }

    /// [`start`](Self::start), with `input` on stdin, which then ends.
    pub fn start_with_input(name: &str, arguments: &[&str], input: &[u8]) -> Self {
        Self::start_binary(name, arguments, input, true)
    }

    /// [`start`](Self::start), with a stderr that is closed already.
    pub fn start_unheard(name: &str, arguments: &[&str]) -> Self {
        Self::start_binary(name, arguments, b"", false)
    }

    /// Starts the server that `command` makes, given the path it is to say it is ready at.
    pub fn start_by(command: impl FnOnce(&Path) -> Command) -> Self {
        Self::spawn(command, b"", true)
    }

    fn start_binary(name: &str, arguments: &[&str], input: &[u8], heard: bool) -> Self {
        let command = |socket: &Path| {
            let mut command = Command::new(binary(name));
            command.arg("--socket").arg(socket).args(arguments);
            command
        };
        Self::spawn(command, input, heard)
    }

    fn spawn(command: impl FnOnce(&Path) -> Command, input: &[u8], heard: bool) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let socket = directory.path().join("server.sock");
        let (stderr, its_stderr) = std::io::pipe().expect("a pipe can be made");
        let stderr = heard.then_some(stderr);
        let mut command = command(&socket);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(its_stderr)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        // It holds the pipe's other end, which must be closed for `stderr` to end.
        let started = format!("{command:?}");
        drop(command);
        child.stdin.take().expect("stdin is a pipe").write_all(input).expect("the input fits into the pipe");
        let stderr = stderr.map(|mut stderr| {
            thread::spawn(move || {
                let mut said = Vec::new();
                let _ = stderr.read_to_end(&mut said);
                String::from_utf8_lossy(&said).into_owned()
            })
        });
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("stdout can be read");
        let server = Self { child, stdout: Some(stdout), stderr, socket, _directory: directory };
        if line != format!("ready unix:{}\n", server.socket.display()) {
            let ended = server.kill();
            panic!("{started} printed {line:?} in place of its ready line and said\n{}", ended.stderr);
        }
        server
    }

    /// Where it listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens, as an argument.
    pub fn socket_argument(&self) -> &str {
        self.socket.to_str().expect("temporary directories have plain names")
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the server is there");
    }

    /// Stops it as a user does, and gives back what it said after its ready line.
    pub fn stop(mut self) -> Ended {
        self.signal(Signal::TERM);
        self.wait()
    }

    /// Reads its stdout no further, and lets it know.
    pub fn close_stdout(&mut self) {
        self.stdout = None;
    }

    /// Waits for its end; its temporary directory is still there then.
    pub fn wait(&mut self) -> Ended {
        let mut stdout = String::new();
        if let Some(its) = &mut self.stdout {
            its.read_to_string(&mut stdout).expect("stdout is text");
        }
        let status = self.child.wait().expect("a child can be waited for");
        let stderr =
            self.stderr.take().map(|stderr| stderr.join().expect("stderr was read")).unwrap_or_default();
        Ended { status, stdout, stderr }
    }

    fn kill(mut self) -> Ended {
        let _ = self.child.kill();
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a child that was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
