//! The client beside an attack, which calls and must be answered.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::connection::Connection;
use crate::latencies::Latencies;
use crate::requests::add;

/// Calls one after the other until it is asked what it saw.
#[derive(Debug)]
pub struct Witness {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Duration>>,
}

impl Witness {
    /// Begins to call.
    pub fn of(socket: &Path) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (socket, told) = (socket.to_owned(), is_over.clone());
        Self { is_over, thread: thread::spawn(move || call_until(&socket, &told)) }
    }

    /// How long its calls took: it fails the test if one was not answered, or wrongly.
    pub fn testify(self) -> Latencies {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().expect("the witness saw no error").into_iter().collect()
    }
}

fn call_until(socket: &Path, is_over: &AtomicBool) -> Vec<Duration> {
    let mut client = Connection::connect(socket);
    let mut latencies = Vec::new();
    // One call at least, after all that was done.
    for number in 0.. {
        let last = is_over.load(Ordering::Relaxed);
        latencies.push(time(&mut client, number));
        if last {
            break;
        }
    }
    latencies
}

/// Calls so many times, one after the other.
pub fn call(socket: &Path, count: u32) -> Latencies {
    let mut client = Connection::connect(socket);
    (0..count).map(|number| time(&mut client, number)).collect()
}

/// Calls once, which must be answered rightly; how long that took.
pub fn time(client: &mut Connection, number: u32) -> Duration {
    let id = number.to_string();
    let asked = Instant::now();
    let mut answer = client.ask(&add(&id, number));
    // As every client does with what was not executed.
    while answer.code().as_deref() == Some("TARGET_BUSY") && answer.body()["executed"] == "no" {
        answer = client.ask(&add(&id, number));
    }
    let took = asked.elapsed();
    assert_eq!(answer.sum(&id), Some(i64::from(number) + 1), "{answer:?}");
    took
}
