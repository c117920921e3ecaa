//! Actor crates beside each other and beside a tokio channel, in one process: an actor that adds, and one producer.

mod actix;
mod acton10;
mod channel;
mod contender;
mod kameo;
mod ours;
mod ractor;
mod tasks;

use std::process::ExitCode;
use stint::{Other, Program, Work};
use tokio::runtime::{Builder, Runtime};

fn main() -> ExitCode {
    let program = Program {
        name: "peer-inside",
        about: "Actor crates and a tokio channel in one process: an actor that adds, and one producer.",
        other: Other::Contender(&[
            "mpsc",
            "ours",
            "ours-one",
            "acton10",
            "ractor",
            "kameo",
            "actix",
            "actix-one",
        ]),
        works: &[Work::Tell, Work::Ask],
        call,
    };
    program.run()
}

fn call(contender: &str, work: Work) -> anyhow::Result<()> {
    match contender {
        "mpsc" => tasks::call(&Runtime::new()?, channel::start, work),
        "acton10" => tasks::call(&Runtime::new()?, acton10::start, work),
        "ours" => tasks::call(&Runtime::new()?, ours::start, work),
        "ours-one" => tasks::call(&one_thread()?, ours::start, work),
        "ractor" => tasks::call(&Runtime::new()?, ractor::start, work),
        "kameo" => tasks::call(&Runtime::new()?, kameo::start, work),
        "actix" => actix::call_apart(work),
        "actix-one" => actix::call(work),
        _ => anyhow::bail!("there is no contender {contender:?}"),
    }
}

/// Actor and producer in turn, as in an actix system.
fn one_thread() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
