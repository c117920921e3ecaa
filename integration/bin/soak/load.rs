//! Honest work: calls, 64 in flight on one connection.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use integration::connection::Connection;
use integration::requests::add;

const IN_FLIGHT: u32 = 64;

/// Calls a second at most.
pub(crate) fn peak(socket: &Path) -> u64 {
    let (mut batch, began) = (Batch::connect(socket), Instant::now());
    let mut calls = 0;
    while began.elapsed() < Duration::from_secs(5) {
        batch.call();
        calls += u64::from(IN_FLIGHT);
    }
    calls / 5
}

/// So many calls a second, for a time.
pub(crate) fn keep(socket: &Path, per_second: u64, began: Instant, time: Duration) {
    let mut batch = Batch::connect(socket);
    let every = Duration::from_secs(1) * IN_FLIGHT / u32::try_from(per_second).unwrap_or(u32::MAX).max(1);
    let mut due = began;
    while began.elapsed() < time {
        batch.call();
        due += every;
        // Whoever is late is so for once: what was missed is not made up for.
        due = due.max(Instant::now());
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}

struct Batch {
    connection: Connection,
    calls: Vec<u8>,
}

impl Batch {
    fn connect(socket: &Path) -> Self {
        let calls = (0..IN_FLIGHT).flat_map(|number| add(&number.to_string(), number)).collect();
        Self { connection: Connection::connect(socket), calls }
    }

    fn call(&mut self) {
        self.connection.send(&self.calls);
        for _ in 0..IN_FLIGHT {
            self.connection.receive().expect("an answer");
        }
    }
}
