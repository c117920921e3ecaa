//! Headers that announce what never comes.

use std::path::Path;
use std::time::Instant;

use acton_wire::FrameType;

use crate::connection::Connection;
use crate::latencies::Latencies;
use crate::requests::add;

const MIB: u32 = 1024 * 1024;

/// So many heads of frames that are longer than a frame may be: how long each took to be refused.
pub fn that_lie(socket: &Path, count: u32) -> Latencies {
    let lie = |length| {
        let mut attacker = Connection::connect(socket);
        let sent = Instant::now();
        attacker.throw(&head(length));
        let answer = attacker.receive().expect("an answer");
        let took = sent.elapsed();
        assert_eq!(answer.code().as_deref(), Some("PAYLOAD_TOO_LARGE"));
        assert!(attacker.receive().is_none(), "whoever lies about a length is told so and closed");
        took
    };
    [u32::MAX, 1 << 31, 16 * MIB, MIB + 1].into_iter().cycle().take(count as usize).map(lie).collect()
}

/// So many frames of 1 MiB of which 16 KiB are sent; the server has read them.
pub fn half_sent(socket: &Path, count: u32) -> Vec<Connection> {
    let mut attackers = Connection::connect_all(socket, count);
    for attacker in &mut attackers {
        attacker.throw(&head(MIB));
        attacker.throw(&[b' '; 16 * 1024]);
    }
    // Each is read once one that comes after them all is served.
    assert_eq!(Connection::connect(socket).ask(&add("last", 1)).sum("last"), Some(2));
    attackers
}

/// The header of a request in JSON of this length.
pub fn head(length: u32) -> Vec<u8> {
    let mut head = length.to_be_bytes().to_vec();
    head.extend([2, FrameType::Request as u8, 1]);
    head
}
