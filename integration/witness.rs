//! The client beside an attack.

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
    loop {
        let last = is_over.load(Ordering::Relaxed);
        let number = u32::try_from(latencies.len()).expect("a test makes fewer calls");
        let id = number.to_string();
        let asked = Instant::now();
        let mut answer = client.ask(&add(&id, number));
        // As every client does with what was not executed.
        while answer.code().as_deref() == Some("TARGET_BUSY") && answer.body()["executed"] == "no" {
            answer = client.ask(&add(&id, number));
        }
        latencies.push(asked.elapsed());
        assert_eq!(answer.sum(&id), Some(i64::from(number) + 1), "{answer:?}");
        if last {
            return latencies;
        }
    }
}
