//! `ZeroMQ` over ipc: a ROUTER that answers and publishes, and a client that keeps it busy.
//!
//! `ZeroMQ` moves messages and knows no calls, so each message is as long as ours is in JSON, header included in the answer.

mod audience;
mod client;
mod crowd;
mod letter;
mod line;
mod router;

use std::process::ExitCode;
use stint::{CONNECTIONS, Other, Program, Work};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-zeromq",
        about: "ZeroMQ over ipc. What is published arrives at SOCKET.pub.",
        other: Other::Socket(router::serve),
        works: &[
            Work::OneAtATime,
            Work::Pipelined,
            Work::Connections(CONNECTIONS),
            Work::FanOut,
            Work::StartUp,
        ],
        call: client::call,
    };
    program.run()
}
