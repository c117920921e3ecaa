//! Ids that nobody should have to read.

use std::path::Path;

use crate::connection::Connection;
use crate::requests::{add, cancel};

/// Everything an id may be, and is not meant to be: each comes back as it was sent.
pub fn all(socket: &Path) {
    let mut attacker = Connection::connect(socket);
    for id in hostile() {
        let answer = attacker.ask(&add(&id, 41));
        assert_eq!(answer.sum(&id), Some(42), "{id:?}: {answer:?}");
    }
    // One byte more than an id may have is refused, and the connection goes on.
    assert!(attacker.ask(&add(&"x".repeat(1_025), 41)).code().is_some());
    assert_eq!(attacker.ask(&add("after", 1)).sum("after"), Some(2));
}

/// So many requests of one id, then the ends of that and of other clients' ids: each is answered once, rightly.
pub fn repeated(socket: &Path, count: u32) {
    let mut attacker = Connection::connect(socket);
    let mut sender = attacker.again();
    let sending = std::thread::spawn(move || {
        for a in 0..count {
            sender.send(&add("same", a));
        }
        for id in ["0", "1", "2", "same"] {
            sender.send(&cancel(id));
        }
        sender.half_close();
    });
    let answers = attacker.receive_all();
    sending.join().expect("the server reads");
    assert_eq!(answers.len(), count as usize);
    let mut sums: Vec<i64> = answers.iter().filter_map(|answer| answer.sum("same")).collect();
    sums.sort_unstable();
    sums.dedup();
    let cancelled = answers.iter().filter(|answer| answer.code().as_deref() == Some("CANCELLED")).count();
    assert_eq!(sums.len() + cancelled, count as usize, "an answer is missing, wrong or repeated");
}

fn hostile() -> Vec<String> {
    let mut ids: Vec<String> = [
        "",
        " ",
        "\u{0}",
        "\u{7f}\u{1b}[2J",
        "../../../etc/passwd",
        "'; DROP TABLE requests; --",
        "{\"success\":true}",
        "%s%n%x{}{0}",
        "\u{202e}desrever",
        "\u{1F4A3}\u{200d}\u{FE0F}",
        "unknown",
        "null",
        "\\\"\\u0000",
        "\r\nready unix:/tmp/x",
    ]
    .map(str::to_owned)
    .into();
    ids.extend(["x".repeat(1_024), "\u{1}".repeat(1_024), "\u{e9}".repeat(512)]);
    ids
}
