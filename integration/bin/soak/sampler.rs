//! Lone calls, and looks at the server's process.

use std::thread;
use std::time::{Duration, Instant};

use integration::connection::Connection;
use integration::process::Process;
use integration::requests::add;
use integration::server::Server;

use crate::sample::Sample;

/// Windows of the whole time.
const WINDOWS: u32 = 60;

/// Between two calls.
const PAUSE: Duration = Duration::from_millis(1);

/// A look at the process for so many calls.
const CALLS_A_LOOK: usize = 100;

/// Calls and looks until the time is over.
pub(crate) fn sample(server: &Server, began: Instant, time: Duration) -> Vec<Sample> {
    let mut client = Connection::connect(server.socket());
    (1..=WINDOWS)
        .map(|window| of_window(&mut client, Process(server.id()), began, time * window / WINDOWS))
        .collect()
}

fn of_window(client: &mut Connection, process: Process, began: Instant, end: Duration) -> Sample {
    let (mut latencies, mut memory, mut descriptors) = (Vec::new(), Vec::new(), u32::MAX);
    while began.elapsed() < end || latencies.is_empty() {
        let asked = Instant::now();
        assert_eq!(client.ask(&add("lone", 1)).sum("lone"), Some(2));
        latencies.push(asked.elapsed());
        if latencies.len() % CALLS_A_LOOK == 1 {
            memory.push(small(process.memory()));
            descriptors = descriptors.min(small(process.descriptors()));
        }
        thread::sleep(PAUSE);
    }
    memory.sort_unstable();
    Sample { at: end, memory: memory[memory.len() / 2], descriptors, calls: latencies.into_iter().collect() }
}

/// A figure of a process that is far from the largest.
fn small<N: TryInto<u32>>(number: N) -> u32 {
    number.try_into().ok().expect("fewer than 2^32 KiB, or descriptors")
}
