//! Frames that were right before something was done to them.

use std::path::Path;

use acton_wire::{Envelope, FrameType, frame};
use fastrand::Rng;
use serde_json::json;

use crate::connection::Connection;
use crate::requests::{add, addition, cancel, countdown, framed, packed, subscribe};

/// So many spoiled frames, each on a connection of its own that must come to its end; the same seed, the same frames.
pub fn frames(socket: &Path, seed: u64, count: u32) {
    let specimens = specimens();
    let mut chance = Rng::with_seed(seed);
    for _ in 0..count {
        let mut bytes = specimens[chance.usize(..specimens.len())].clone();
        for _ in 0..chance.u8(1..4) {
            spoil(&mut bytes, &mut chance);
        }
        let mut attacker = Connection::connect(socket);
        attacker.throw(&bytes);
        attacker.half_close();
        let answers = attacker.receive_all();
        let responses = answers.iter().filter(|answer| answer.kind == FrameType::Response);
        let obeyed = responses.filter(|answer| answer.body()["payload"].get("sum").is_some()).count();
        assert!(obeyed <= rightful(&bytes), "seed {seed}, obeyed by mistake: {}", bytes.escape_ascii());
    }
}

fn specimens() -> [Vec<u8>; 9] {
    [
        add("1", 41),
        packed(FrameType::Request, &addition("m", 7)),
        countdown("2", 3),
        subscribe("3", "PriceUpdate"),
        framed(FrameType::SubscribePatterns, &json!({"correlation_id": "4", "patterns": ["Price*"]})),
        framed(FrameType::Discover, &json!({"correlation_id": "5", "list_agents": true})),
        framed(FrameType::Heartbeat, &json!({"n": 1})),
        cancel("6"),
        framed(FrameType::Credit, &json!({"correlation_id": "7", "items": 3})),
    ]
}

/// Does one of the things to a frame that lines, disks and enemies do.
fn spoil(bytes: &mut Vec<u8>, chance: &mut Rng) {
    let at = chance.usize(..=bytes.len());
    let behind = &mut bytes[at..];
    match (chance.u8(..7), behind) {
        (0, [byte, ..]) => *byte = chance.u8(..),
        (1, [byte, ..]) => *byte ^= 1 << chance.u8(..8),
        (2, _) => bytes.truncate(at),
        (3, rest) => chance.fill(rest),
        (4, _) => bytes.iter_mut().zip(chance.u32(..).to_be_bytes()).for_each(|(byte, new)| *byte = new),
        (5, rest) => {
            let piece = rest[..chance.usize(..=rest.len())].to_vec();
            bytes.splice(at..at, piece);
        }
        _ => bytes.insert(at, chance.u8(..)),
    }
}

/// How many requests bytes rightly make.
fn rightful(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    while let Ok(Some((frame, used))) = frame::split(bytes, 1024 * 1024) {
        let asks = frame.kind == FrameType::Request && Envelope::decode(frame.format, frame.payload).is_ok();
        count += usize::from(asks);
        bytes = &bytes[used..];
    }
    count
}
