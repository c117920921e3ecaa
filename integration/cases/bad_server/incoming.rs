//! Frames as they come from a client.

use std::io::{ErrorKind, Read};
use std::os::unix::net::UnixStream;

use acton_wire::frame::{self, HEADER_LEN};
use acton_wire::limits::MAX_PAYLOAD;
use acton_wire::{FrameType, Payload};
use serde_json::Value;

/// A frame that was read.
pub(super) struct Incoming {
    pub(super) kind: FrameType,
    /// Null for a heartbeat: its payload is the client's own.
    pub(super) body: Value,
}

impl Incoming {
    /// The next frame; `None` if the client has closed.
    pub(super) fn read(stream: &mut UnixStream) -> Result<Option<Self>, String> {
        let mut bytes = vec![0; HEADER_LEN];
        match stream.read(&mut bytes) {
            Ok(0) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(None),
            Ok(length) => stream.read_exact(&mut bytes[length..]).map_err(broken)?,
            Err(error) => return Err(broken(error)),
        }
        let total =
            frame::announced(&bytes, MAX_PAYLOAD).map_err(|error| format!("of the client, {error}"))?;
        bytes.resize(total.unwrap_or_default(), 0);
        stream.read_exact(&mut bytes[HEADER_LEN..]).map_err(broken)?;
        let (frame, _) =
            frame::split(&bytes, MAX_PAYLOAD).ok().flatten().ok_or("the client sent no frame")?;
        let body = match frame.kind {
            FrameType::Heartbeat => Value::Null,
            kind => Payload::parse(frame.format, frame.payload)
                .and_then(|payload| payload.decode())
                .map_err(|error| format!("the client sent a {kind:?} that does not parse: {error}"))?,
        };
        Ok(Some(Self { kind: frame.kind, body }))
    }

    /// Whether it says no more than that the client takes its leave, or has taken something: a script
    /// that does not name it need not expect it.
    pub(super) fn is_courtesy(&self) -> bool {
        matches!(self.kind, FrameType::Credit | FrameType::Unsubscribe | FrameType::UnsubscribePatterns)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn broken(error: std::io::Error) -> String {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "the client sent nothing for a minute".to_owned(),
        ErrorKind::UnexpectedEof => "the client closed in the middle of a frame".to_owned(),
        _ => format!("the client cannot be read: {error}"),
    }
}
