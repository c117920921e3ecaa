//! gRPC over a Unix socket with tonic: the benchmark's calculator, and a client that keeps it busy.

mod calculator;
mod caller;
mod client;
mod proto;

use std::process::ExitCode;
use stint::{Other, Program, Work};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-tonic",
        about: "gRPC over a Unix socket with tonic.",
        other: Other::Socket(calculator::serve),
        works: &[Work::OneAtATime, Work::Pipelined, Work::Connections, Work::Stream],
        call: client::call,
    };
    program.run()
}
