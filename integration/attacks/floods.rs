//! More of everything than anybody needs.

use std::path::Path;
use std::thread;

use acton_wire::{Format, FrameType};
use serde_json::{Value, json};

use crate::connection::Connection;
use crate::requests::{add, framed, raw};

/// Exact subscriptions a connection may have.
const QUOTA: u32 = 256;

/// As much of each flood.
pub fn of_all_kinds(socket: &Path, count: u32) {
    of_requests(socket, count);
    of_names(socket, count / 10);
    of_heartbeats(socket, count);
    of_discoveries(socket, count / 10);
}

/// So many requests as fast as they are taken, then a half-close: each is answered once and rightly, then comes the end.
pub fn of_requests(socket: &Path, count: u32) {
    let mut attacker = Connection::connect(socket);
    let mut sender = attacker.again();
    let sending = thread::spawn(move || {
        let mut chunk = Vec::new();
        for a in 0..count {
            chunk.extend(add(&a.to_string(), a));
            if chunk.len() > 64 * 1024 {
                sender.send(&chunk);
                chunk.clear();
            }
        }
        sender.send(&chunk);
        sender.half_close();
    });
    let mut seen = vec![false; count as usize];
    while let Some(answer) = attacker.receive() {
        let body = answer.body();
        let id: usize =
            body["correlation_id"].as_str().and_then(|id| id.parse().ok()).expect("an id of ours");
        assert_eq!(body["payload"]["sum"], Value::from(id + 1), "{body}");
        assert!(!std::mem::replace(&mut seen[id], true), "{id} is answered twice");
    }
    sending.join().expect("the server reads");
    assert!(seen.iter().all(|seen| *seen), "an answer is missing");
}

/// So many names to subscribe to, a hundred at a time: as many are taken as may be, and the connection goes on.
pub fn of_names(socket: &Path, count: u32) {
    let mut attacker = Connection::connect(socket);
    for taken in (0..count).step_by(100) {
        let names: Vec<String> = (taken..taken + 100).map(|name| format!("Name{name}")).collect();
        let answer = attacker
            .ask(&framed(FrameType::Subscribe, &json!({"correlation_id": "s", "message_types": names})));
        let expected = (taken + 100 > QUOTA).then_some("QUOTA_EXCEEDED");
        assert_eq!(answer.code().as_deref(), expected, "after {taken} names");
    }
    assert_eq!(attacker.ask(&add("after", 1)).sum("after"), Some(2));
}

/// So many heartbeats, each answered.
pub fn of_heartbeats(socket: &Path, count: u32) {
    of_frames(socket, raw(FrameType::Heartbeat, Format::Json, b"{}"), count);
}

/// So many questions for all that there is, each answered.
pub fn of_discoveries(socket: &Path, count: u32) {
    let all = json!({"correlation_id": "d", "list_agents": true, "list_message_types": true});
    of_frames(socket, framed(FrameType::Discover, &all), count);
}

fn of_frames(socket: &Path, frame: Vec<u8>, count: u32) {
    let mut attacker = Connection::connect(socket);
    let mut sender = attacker.again();
    let sending = thread::spawn(move || {
        for _ in 0..count {
            sender.send(&frame);
        }
        sender.half_close();
    });
    let answers = std::iter::from_fn(|| attacker.receive()).count();
    sending.join().expect("the server reads");
    assert_eq!(answers, count as usize);
}
