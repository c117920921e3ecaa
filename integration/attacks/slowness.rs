//! Clients that take their time: to send what they began, and to read what they asked for.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::attacks::lengths::head;
use crate::connection::Connection;
use crate::latencies::Latencies;
use crate::requests::{add, subscribe};

/// Between two bytes of a slow sender.
const TRICKLE: Duration = Duration::from_millis(100);

/// So many of each kind, until they are cut off.
pub fn of_both_kinds(socket: &Path, count: u32) {
    let mut deaf = Deaf::connect_all(socket, count);
    for attacker in &mut deaf {
        attacker.call();
    }
    senders(socket, count);
    cut_off(deaf);
}

/// So many that send a frame byte by byte, a third of them after subscribing, until each is refused by name and closed:
/// how long they were let go on.
pub fn senders(socket: &Path, count: u32) -> Latencies {
    let mut attackers = Connection::connect_all(socket, count);
    for attacker in attackers.iter_mut().step_by(3) {
        assert_eq!(attacker.ask(&subscribe("s", "NeverSent")).code(), None);
    }
    let begun = |mut attacker: Connection| {
        attacker.send(&head(100_000));
        (attacker, Instant::now())
    };
    let mut slow: Vec<_> = attackers.into_iter().map(begun).collect();
    let mut times = Vec::new();
    while let Some((first, _)) = slow.first() {
        first.is_answered_within(TRICKLE);
        slow.retain_mut(|(attacker, began)| {
            if !attacker.is_answered_within(Duration::ZERO) {
                attacker.throw(b" ");
                return true;
            }
            times.push(began.elapsed());
            let code = attacker.receive().and_then(|answer| answer.code());
            assert_eq!(code.as_deref(), Some("PROTOCOL_ERROR"));
            attacker.half_close();
            assert!(attacker.receive().is_none(), "who is too slow is closed");
            false
        });
    }
    times.into_iter().collect()
}

/// A client that calls and reads nothing.
#[derive(Debug)]
pub struct Deaf {
    connection: Connection,
    calls: Vec<u8>,
    sent: usize,
}

impl Deaf {
    /// So many of them.
    pub fn connect_all(socket: &Path, count: u32) -> Vec<Self> {
        let calls = add(&"i".repeat(1_000), 1).repeat(100);
        let deaf = |connection| Self { connection, calls: calls.clone(), sent: 0 };
        Connection::connect_all(socket, count).into_iter().map(deaf).collect()
    }

    /// Sends calls for as long as they are taken: how many bytes were, in all.
    pub fn call(&mut self) -> usize {
        loop {
            let pushed = self.connection.push(&self.calls[self.sent % self.calls.len()..]);
            self.sent += pushed;
            if pushed == 0 {
                return self.sent;
            }
        }
    }
}

/// Goes on calling until each is closed: how long they were let.
pub fn cut_off(mut attackers: Vec<Deaf>) -> Latencies {
    let began = Instant::now();
    let mut times = Vec::new();
    while let Some(first) = attackers.first() {
        first.connection.is_closed_within(TRICKLE);
        attackers.retain_mut(|attacker| {
            attacker.call();
            let is_closed = attacker.connection.is_closed_within(Duration::ZERO);
            times.extend(is_closed.then(|| began.elapsed()));
            !is_closed
        });
    }
    times.into_iter().collect()
}
