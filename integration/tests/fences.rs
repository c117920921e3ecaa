//! What a request may cost, as tools see it that look on from outside: system calls by strace, instructions by valgrind.
//! The server is a recipe's, as it is shipped.
#![cfg(target_os = "linux")]

#[path = "fences/recorded.rs"]
mod recorded;
#[path = "fences/traffic.rs"]
mod traffic;

use std::path::{Path, PathBuf};
use std::process::Command;

use integration::binaries::shipped;
use integration::server::Server;
use rustix::process::{Pid, Signal, kill_process};
use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};

use crate::recorded::Recorded;
use crate::traffic::{ALONE, HESITANT, IN_FLIGHT, Traffic};

/// Rounds of the two runs whose difference is what the rounds between them cost, without start and end.
const FEW: u32 = 20;
const MANY: u32 = 420;

/// System calls of a request that comes alone: to be woken, to read, to write.
const CALLS_ALONE: f64 = 3.0;
/// The same with 64 in flight.
const CALLS_IN_FLIGHT: f64 = 0.1;

/// A tool that looks on is slow, and what a server does by the clock meanwhile counts, too.
const BY_THE_CLOCK: f64 = 1.05;

/// A tool, and what brings it.
fn tool(name: &str) -> Command {
    let found = Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(found, "{name} is missing: on Debian or Ubuntu `apt-get install {name}` brings it");
    Command::new(name)
}

/// Keeps this thread, and what it starts from now on, on the core where it is. Client and server then take turns as
/// they do where there is one core. On several the count is not the code's alone: it rises by a tenth with the time that
/// a server sleeps between two requests, since it then looks after its timers each time.
fn stay_on_this_core() {
    let mut here = CpuSet::new();
    here.set(sched_getcpu());
    sched_setaffinity(None, &here).expect("a thread may stay where it is");
}

/// A recipe's server under `tool`, on one worker, so that nothing but the requests makes a difference.
fn server_under(tool: Command) -> Server {
    Server::start_by(|socket| {
        let mut command = tool;
        command.arg(shipped("calculator")).arg("--socket").arg(socket).env("TOKIO_WORKER_THREADS", "1");
        command
    })
}

/// What one request costs by `count`, which is given rounds to make.
fn each(traffic: Traffic, count: impl Fn(Traffic, u32) -> u64) -> f64 {
    stay_on_this_core();
    let (few, many) = (count(traffic, FEW), count(traffic, MANY));
    let requests = f64::from(MANY - FEW) * f64::from(traffic.in_flight());
    // Counts are far below what a float holds exactly.
    #[allow(clippy::cast_precision_loss)]
    let cost = many.checked_sub(few).expect("more rounds cost more") as f64;
    cost / requests
}

/// System calls of a server from its start to its end.
fn system_calls(traffic: Traffic, rounds: u32) -> u64 {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let summary = directory.path().join("summary");
    let mut strace = tool("strace");
    strace.args(["-f", "-c", "-U", "calls,name", "-o"]).arg(&summary);
    let mut server = server_under(strace);
    traffic.exchange(server.socket(), rounds);
    // The child is strace, which ends with the server.
    kill_process(process_of(server.socket()), Signal::TERM).expect("the server is there");
    server.wait();
    total(&std::fs::read_to_string(&summary).expect("strace wrote its summary"))
}

/// The process that owns a socket, as its lock file says.
fn process_of(socket: &Path) -> Pid {
    let lock = PathBuf::from(format!("{}.lock", socket.display()));
    let text = std::fs::read_to_string(lock).expect("a server that listens holds a lock");
    text.trim().parse().ok().and_then(Pid::from_raw).expect("a lock names its process")
}

/// The number in the line of the summary that ends with `total`.
fn total(summary: &str) -> u64 {
    let line = summary.lines().find(|line| line.trim_end().ends_with("total"));
    let total = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    total.unwrap_or_else(|| panic!("strace summed up nothing:\n{summary}"))
}

/// Instructions of a server from its start to its end.
fn instructions(traffic: Traffic, rounds: u32) -> u64 {
    let mut valgrind = tool("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let server = server_under(valgrind);
    traffic.exchange(server.socket(), rounds);
    let said = server.stop().stderr;
    let refs =
        said.lines().find_map(|line| line.split_once("refs:")).map(|(_, count)| count.replace(',', ""));
    let refs = refs.and_then(|count| count.trim().parse().ok());
    refs.unwrap_or_else(|| panic!("valgrind counted nothing:\n{said}"))
}

#[test]
fn a_request_takes_three_system_calls_alone_and_a_tenth_of_one_in_a_crowd() {
    for (traffic, most) in [(ALONE, CALLS_ALONE), (HESITANT, CALLS_ALONE), (IN_FLIGHT, CALLS_IN_FLIGHT)] {
        let calls = each(traffic, system_calls);
        println!("{traffic}: {calls:.3} system calls a request");
        assert!(
            calls <= most * BY_THE_CLOCK,
            "{traffic}: {calls:.3} system calls a request, at most {most} are promised"
        );
        // The count counts: a request is read and its answer written.
        assert!(
            calls >= 2.0 / f64::from(traffic.in_flight()),
            "{traffic}: {calls:.3} system calls a request"
        );
    }
}

#[test]
fn a_request_takes_as_many_instructions_as_are_recorded() {
    let recorded = Recorded::here();
    let costs = [ALONE, IN_FLIGHT].map(|traffic| (traffic, each(traffic, instructions).round()));
    recorded.hold(&costs);
}
