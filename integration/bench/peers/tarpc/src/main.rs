//! tarpc over a Unix socket, in JSON: the benchmark's calculator, and a client that keeps it busy.

mod calculator;
mod client;

use std::process::ExitCode;
use stint::{CONNECTIONS, Other, Program, Work};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-tarpc",
        about: "tarpc over a Unix socket, in JSON.",
        other: Other::Socket(calculator::serve),
        works: &[
            Work::OneAtATime,
            Work::Pipelined,
            Work::Connections(CONNECTIONS),
            Work::StartUp,
            Work::BehindSlow,
        ],
        call: client::call,
    };
    program.run()
}
