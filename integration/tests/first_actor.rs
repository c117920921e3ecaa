//! The program of the page on first steps does what the page says.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use integration::binaries::binary;
use integration::workspace;

/// The example as a reader of the page starts it, on a default path of its own.
fn program(socket: &Path) -> Command {
    let mut command = Command::new(binary("first_actor"));
    command.env("ACTON_SOCKET", socket).stdin(Stdio::null());
    command
}

/// Ends with the test, however that ends.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_first_actor_serves_and_counts_whoever_signs() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let socket = directory.path().join("guestbook.sock");
    let child = program(&socket).stdout(Stdio::piped()).spawn().expect("the example starts");
    let mut serving = Serving(child);
    let stdout = serving.0.stdout.take().expect("stdout is a pipe");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("stdout can be read");
    assert_eq!(line, "open, until Ctrl-C\n");

    for (name, visits) in [("Ada", 1), ("Grace", 2)] {
        let signed = program(&socket).arg(name).output().expect("the example starts");
        let printed = String::from_utf8_lossy(&signed.stdout);
        assert_eq!(printed, format!("Welcome, {name}: you are visitor {visits}.\n"), "{signed:?}");
    }
    assert!(workspace::text("docs/start.md").contains("`Welcome, Ada: you are visitor 1.`"));
}
