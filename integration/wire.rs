//! The protocol spoken by hand, and written down for people to read.

use std::path::Path;

use acton_wire::{Format, FrameType, frame};
use serde_json::Value;

use crate::connection::Connection;
use crate::requests::raw;

/// A conversation in JSON frames, and its record.
#[derive(Debug)]
pub struct Wire {
    connection: Connection,
    record: String,
}

impl Wire {
    /// Connects to a server.
    pub fn connect(socket: &Path) -> Self {
        Self { connection: Connection::connect(socket), record: String::new() }
    }

    /// Sends one frame.
    pub fn send(&mut self, kind: FrameType, payload: &str) {
        let bytes = raw(kind, Format::Json, payload.as_bytes());
        self.connection.send(&bytes);
        self.note("→", kind, &bytes, payload);
    }

    /// Receives one frame. Its time is written down as one that never changes.
    pub fn receive(&mut self) -> Value {
        let frame = self.connection.receive().expect("the server answers");
        let payload = std::str::from_utf8(&frame.payload).expect("JSON is UTF-8");
        self.note("←", frame.kind, &raw(frame.kind, frame.format, &frame.payload), &timeless(payload));
        frame.body()
    }

    /// Everything sent and received so far.
    pub fn record(&self) -> &str {
        &self.record
    }

    fn note(&mut self, direction: &str, kind: FrameType, bytes: &[u8], payload: &str) {
        let header: Vec<String> =
            bytes[..frame::HEADER_LEN].iter().map(|byte| format!("{byte:02x}")).collect();
        let (length, rest) = header.split_at(4);
        let noted = format!(
            "{direction} {}  {}   {} bytes, version 2, {kind:?}, JSON\n  {payload}\n",
            length.join(" "),
            rest.join(" "),
            payload.len(),
        );
        self.record.push_str(&noted);
    }
}

/// The payload with the digits of its `timestamp_ms` replaced by as many that stand still.
fn timeless(payload: &str) -> String {
    let key = "\"timestamp_ms\":";
    let Some(at) = payload.find(key).map(|at| at + key.len()) else { return payload.to_owned() };
    let digits = payload[at..].bytes().take_while(u8::is_ascii_digit).count();
    let still: String = "1767225600000".chars().take(digits).collect();
    format!("{}{still}{}", &payload[..at], &payload[at + digits..])
}
