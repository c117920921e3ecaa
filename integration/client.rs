//! A recipe's client in any of its languages, run to its end.

use std::path::Path;
use std::process::Command;

use crate::binaries::binary;
use crate::program::{Ended, run_command};
use crate::{node, python, workspace};

/// A language that every recipe has a client in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `client.rs`
    Rust,
    /// `client.py`: the blocking face.
    Python,
    /// `client_asyncio.py`: the asyncio face.
    PythonAsyncio,
    /// `client.mjs`
    Node,
}

/// Runs the client of `recipe` against a server.
pub fn run(recipe: &str, language: Language, arguments: &[&str]) -> Ended {
    let source = |name: &str| format!("cookbook/{recipe}/{name}");
    let mut command = match language {
        Language::Rust => Command::new(binary(&format!("{recipe}_client"))),
        Language::Python => with_program(python::command(), &workspace::path(&source("client.py"))),
        Language::PythonAsyncio => {
            with_program(python::command(), &workspace::path(&source("client_asyncio.py")))
        }
        Language::Node => {
            with_program(Command::new("node"), &node::program(Path::new(&source("client.mjs"))))
        }
    };
    run_command(command.args(arguments))
}

fn with_program(mut interpreter: Command, program: &Path) -> Command {
    interpreter.arg(program);
    interpreter
}
