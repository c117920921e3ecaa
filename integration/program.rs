//! A program that runs to its end, and everything it said.

use std::process::{Command, ExitStatus, Stdio};

use crate::binaries::binary;

/// How a program ended, and what it printed.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// Everything on stdout.
    pub stdout: String,
    /// Everything on stderr.
    pub stderr: String,
}

/// Runs a program of the cookbook without input.
pub fn run(name: &str, arguments: &[&str]) -> Ended {
    run_command(Command::new(binary(name)).args(arguments))
}

/// Runs a command without input.
pub fn run_command(command: &mut Command) -> Ended {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    Ended {
        status: output.status,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ended {
    /// What it printed, once it is sure that it succeeded.
    pub fn succeeded(self) -> String {
        assert!(
            self.status.success(),
            "it ended with {} and said\n{}{}",
            self.status,
            self.stdout,
            self.stderr
        );
        self.stdout
    }
}
