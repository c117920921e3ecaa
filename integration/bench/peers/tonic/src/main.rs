//! gRPC over a Unix socket with tonic: the benchmark's calculator, and a client that keeps it busy.

mod calculator;
mod caller;
mod client;
mod proto;

use std::process::ExitCode;
use stint::{CONNECTIONS, Other, Program, Work};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-tonic",
        about: "gRPC over a Unix socket with tonic.",
        other: Other::Socket(calculator::serve),
        works: &[
            Work::OneAtATime,
            Work::Pipelined,
            Work::Connections(CONNECTIONS),
            Work::Stream,
            Work::StartUp,
            Work::BehindSlow,
        ],
        call: client::call,
    };
    program.run()
}
