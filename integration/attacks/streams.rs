//! Streams that nobody reads to their end.

use std::path::Path;
use std::time::Instant;

use acton_wire::FrameType;
use serde_json::json;

use crate::connection::Connection;
use crate::latencies::Latencies;
use crate::requests::{add, cancel, countdown, counting, framed};

/// So many of four thousand million items, left after the first: with a half-close, cancelled, and without a word.
pub fn abandoned(socket: &Path, count: u32) {
    for round in 0..count {
        let mut attacker = Connection::connect(socket);
        let item = attacker.ask(&countdown("long", 4_000_000_000));
        assert_eq!(item.kind, FrameType::Stream, "{item:?}");
        match round % 3 {
            0 => attacker.half_close(),
            1 => attacker.send(&cancel("long")),
            _ => {}
        }
    }
}

/// So many of five million items that are asked for and not read.
pub fn unread(socket: &Path, count: u32) -> Vec<Connection> {
    let mut attackers = Connection::connect_all(socket, count);
    for attacker in &mut attackers {
        attacker.send(&countdown("unread", 5_000_000));
    }
    attackers
}

/// So many calls behind a stream of the same connection that waits for credit: how long each took.
pub fn calls_behind(socket: &Path, count: u32) -> Latencies {
    let mut attacker = Connection::connect(socket);
    let mut request = counting("credit", 1_000);
    request["stream_credit"] = json!(1);
    assert_eq!(attacker.ask(&framed(FrameType::Request, &request)).kind, FrameType::Stream);
    let call = |number| {
        let asked = Instant::now();
        assert_eq!(attacker.ask(&add("behind", number)).sum("behind"), Some(i64::from(number) + 1));
        asked.elapsed()
    };
    (0..count).map(call).collect()
}
