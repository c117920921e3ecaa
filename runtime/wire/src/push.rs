//! Pushes: a body shared by all subscribers, and a head and tail per connection.

use crate::{
    Format, FrameType,
    frame::{self, HEADER_LEN},
    notation::Notation,
    object::{self, Object},
};

#[cfg(test)]
mod tests;

const SEQUENCE: &str = "sequence";

/// Appends what every subscriber of one format gets alike: the notification up to its `sequence`.
///
/// `payload` is encoded in `format`; `timestamp_ms` is Unix time in milliseconds.
pub fn encode_shared(
    out: &mut Vec<u8>,
    format: Format,
    notification_id: &str,
    message_type: &str,
    source_actor: Option<&str>,
    payload: &[u8],
    timestamp_ms: u64,
) {
    let mut object = Object::open(out, Notation::of(format));
    object.text("notification_id", notification_id);
    object.text("message_type", message_type);
    if let Some(actor) = source_actor {
        object.text("source_actor", actor);
    }
    object.raw("payload", payload);
    object.number("timestamp_ms", timestamp_ms);
    object.count_one();
}

/// The frame header of a push whose shared part is `shared_len` bytes long.
#[must_use]
pub fn head(format: Format, shared_len: usize, sequence: u64) -> [u8; HEADER_LEN] {
    frame::header(shared_len + tail_len(format, sequence), FrameType::Push, format.written())
}

/// Appends what follows the shared part: the connection's `sequence`, and the end of the object.
pub fn tail(out: &mut Vec<u8>, format: Format, sequence: u64) {
    let notation = Notation::of(format);
    match notation {
        Notation::Json => out.extend_from_slice(b",\"sequence\":"),
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => notation.text(out, SEQUENCE),
    }
    notation.number(out, sequence);
    out.extend_from_slice(object::close(notation));
}

/// Appends the whole frame of one connection's push.
pub fn write(out: &mut Vec<u8>, format: Format, shared: &[u8], sequence: u64) {
    out.extend_from_slice(&head(format, shared.len(), sequence));
    out.extend_from_slice(shared);
    tail(out, format, sequence);
}

/// Bytes [`write()`] appends, header and all.
#[must_use]
pub fn framed_len(format: Format, shared_len: usize, sequence: u64) -> usize {
    HEADER_LEN + shared_len + tail_len(format, sequence)
}

fn tail_len(format: Format, sequence: u64) -> usize {
    match Notation::of(format) {
        Notation::Json => {
            let digits = sequence.checked_ilog10().map_or(1, |log| log as usize + 1);
            ",\"\":}".len() + SEQUENCE.len() + digits
        }
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => 1 + SEQUENCE.len() + crate::msgpack::write::number_len(sequence),
    }
}
