//! Requests to the calculator, so many at a time.

use std::fmt;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use acton_wire::{Format, FrameType, frame};

const REQUEST: &str = r#"{"correlation_id":"1","target":"calculator","message_type":"AddRequest","payload":{"a":20,"b":22},"expects_reply":true}"#;
const ANSWER: &str = r#"{"correlation_id":"1","success":true,"payload":{"sum":42}}"#;

/// One round after the other on one connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traffic {
    in_flight: u16,
    /// The client lets the server have the core before it goes on.
    hesitates: bool,
}

/// One request a round.
pub(crate) const ALONE: Traffic = Traffic { in_flight: 1, hesitates: false };
/// The same from a client that is slow, as one in Python is.
pub(crate) const HESITANT: Traffic = Traffic { hesitates: true, ..ALONE };
/// 64 requests a round, sent in one write.
pub(crate) const IN_FLIGHT: Traffic = Traffic { in_flight: 64, ..ALONE };

impl Traffic {
    pub(crate) fn in_flight(self) -> u16 {
        self.in_flight
    }

    /// Makes so many rounds; every answer must be right.
    pub(crate) fn exchange(self, socket: &Path, rounds: u32) {
        let requests = framed(FrameType::Request, REQUEST).repeat(self.in_flight.into());
        let expected = framed(FrameType::Response, ANSWER).repeat(self.in_flight.into());
        let mut answers = vec![0; expected.len()];
        let mut stream = UnixStream::connect(socket).expect("the server listens");
        // A bound for what hangs, and no measure of anything.
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a minute is a time");
        for _ in 0..rounds {
            stream.write_all(&requests).expect("the server reads");
            stream.read_exact(&mut answers).expect("the server answers");
            assert!(answers == expected, "the server answered {}", answers.escape_ascii());
            if self.hesitates {
                std::thread::yield_now();
            }
        }
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.in_flight, self.hesitates) {
            (1, false) => f.write_str("alone"),
            (1, true) => f.write_str("alone, hesitant"),
            (many, _) => write!(f, "{many} in flight"),
        }
    }
}

fn framed(kind: FrameType, payload: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::write(&mut bytes, kind, Format::Json, |out| out.extend_from_slice(payload.as_bytes()));
    bytes
}
