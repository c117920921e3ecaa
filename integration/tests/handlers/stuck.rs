//! R20: a handler that never gives its thread back.

use std::time::{Duration, Instant};

use integration::connection::Connection;
use integration::dose::dose;
use integration::latencies::Latencies;
use integration::process::Process;
use integration::requests::{add, call, within};
use integration::server::Server;
use integration::witness;
use serde_json::json;

use crate::broken::{assert_refused, send, start};

/// The deadline of whoever asks the actor that is stuck.
const DEADLINE: Duration = Duration::from_millis(1_500);

/// Calls to another actor until so many were made, and for so long; how long they took.
fn call_beside(server: &Server, least: u32, time: Duration) -> Latencies {
    let (mut client, began) = (Connection::connect(server.socket()), Instant::now());
    let numbers = (0..).take_while(|number| *number < least || began.elapsed() < time);
    numbers.map(|number| witness::time(&mut client, number)).collect()
}

#[test]
fn a_handler_that_blocks_in_a_server_where_all_else_sleeps_leaves_nobody_deaf() {
    let server = start();
    let (mut waiting, mut other) =
        (Connection::connect(server.socket()), Connection::connect(server.socket()));
    for client in [&mut waiting, &mut other] {
        assert_eq!(client.ask(&add("first", 1)).sum("first"), Some(2));
    }
    // The thread that is woken by the request is the one that would have been woken by the next.
    let process = Process(server.id());
    while !process.sleeps() {}
    send(&mut waiting, &call("b", "stuck", "Block", &json!(null)));
    while !process.sleeps() {}
    let asked = Instant::now();
    assert_eq!(other.ask(&add("next", 1)).sum("next"), Some(2));
    println!("the first call behind a handler that blocks took {:.0?}", asked.elapsed());
}

#[test]
fn a_handler_that_blocks_for_ever_delays_no_other_actor_and_its_caller_gets_its_timeout() {
    let server = start();
    // The watchdog looks once a second, and names who is seen twice.
    let (least, time) = (dose(1_000, 100_000), Duration::from_millis(2_500));
    let quiet = call_beside(&server, least, Duration::ZERO);
    let (mut waiting, asked) = (Connection::connect(server.socket()), Instant::now());
    let block = within(call("b", "stuck", "Block", &json!(null)), 1_500);
    send(&mut waiting, &block);
    let beside = call_beside(&server, least, time);
    assert_refused(&waiting.receive().expect("an answer at the deadline"), "b", "TIMEOUT", "maybe");
    assert!(asked.elapsed() >= DEADLINE, "{:?}", asked.elapsed());
    println!("calls to another actor: quiet {quiet}; beside a handler that blocks {beside}");
    // Whoever comes later waits in its mailbox for no longer than they wanted to.
    send(&mut waiting, &within(call("c", "stuck", "Block", &json!(null)), 10));
    assert_refused(&waiting.receive().expect("an answer at the deadline"), "c", "TIMEOUT", "no");
    let told = Instant::now();
    let ended = server.stop();
    println!("a server with a handler that blocks ended {:.1?} after it was told to", told.elapsed());
    assert!(ended.status.success(), "{}", ended.stderr);
    let named = |line: &&str| line.contains("held its thread") && line.contains("stuck");
    let lines: Vec<_> = ended.stderr.lines().filter(named).collect();
    assert!(lines.len() == 1 && lines[0].contains("Block"), "named once, with its message: {}", ended.stderr);
}
