//! Actor crates beside each other and beside a tokio channel, in one process: an actor that adds, and one producer.

mod actix;
mod acton10;
mod channel;
mod contender;
mod kameo;
mod ours;
mod ractor;
mod workers;

use std::process::ExitCode;
use stint::{Other, Program, Work};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-inside",
        about: "Actor crates and a tokio channel in one process: an actor that adds, and one producer.",
        other: Other::Contender(&["mpsc", "ours", "acton10", "ractor", "kameo", "actix"]),
        works: &[Work::Tell, Work::Ask],
        call,
    };
    program.run()
}

fn call(contender: &str, work: Work) -> anyhow::Result<()> {
    match contender {
        "mpsc" => workers::call(channel::start, work),
        "acton10" => workers::call(acton10::start, work),
        "ours" => workers::call(ours::start, work),
        "ractor" => workers::call(ractor::start, work),
        "kameo" => workers::call(kameo::start, work),
        "actix" => actix::call(work),
        _ => anyhow::bail!("there is no contender {contender:?}"),
    }
}
