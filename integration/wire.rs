//! The protocol spoken by hand, and written down for people to read.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use acton_wire::frame;
use acton_wire::{Format, FrameType};
use serde_json::Value;

/// A conversation in JSON frames, and its record.
#[derive(Debug)]
pub struct Wire {
    stream: UnixStream,
    record: String,
}

impl Wire {
    /// Connects to a server.
    pub fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).expect("the server listens");
        // A bound for what hangs, and no measure of anything.
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a minute is a time");
        Self { stream, record: String::new() }
    }

    /// Sends one frame.
    pub fn send(&mut self, kind: FrameType, payload: &str) {
        let mut bytes = Vec::new();
        frame::write(&mut bytes, kind, Format::Json, |out| out.extend_from_slice(payload.as_bytes()));
        self.stream.write_all(&bytes).expect("the server reads");
        self.note("→", kind, &bytes, payload);
    }

    /// Receives one frame. Its time is written down as one that never changes.
    pub fn receive(&mut self) -> Value {
        let mut bytes = vec![0; frame::HEADER_LEN];
        self.stream.read_exact(&mut bytes).expect("the server answers");
        let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let kind = FrameType::from_byte(bytes[5]).expect("the server knows its types");
        let mut payload = vec![0; length as usize];
        self.stream.read_exact(&mut payload).expect("the server sends what it announced");
        let payload = String::from_utf8(payload).expect("JSON is UTF-8");
        self.note("←", kind, &bytes, &timeless(&payload));
        serde_json::from_str(&payload).expect("the server sends JSON")
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
