//! What a server answers to a request, written around a value that is already encoded.

use crate::{
    Failure, Format, FrameType, frame,
    notation::Notation,
    object::{self, Object},
};

mod item_head;

#[cfg(test)]
mod tests;

pub use item_head::ItemHead;

/// Appends the frame of a successful reply up to its payload: header, with the final length, and envelope.
///
/// `payload_len` bytes of encoded payload and then [`tail`] complete it.
pub fn response_head(out: &mut Vec<u8>, format: Format, id: &str, payload_len: usize) {
    let pieces = match Notation::of(format) {
        Notation::Json => &RESPONSE_JSON,
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => &RESPONSE_MESSAGEPACK,
    };
    let (format, start) = (format.written(), out.len());
    out.extend_from_slice(&frame::header(0, FrameType::Response, format));
    out.extend_from_slice(pieces[0]);
    Notation::of(format).text(out, id);
    out.extend_from_slice(pieces[1]);
    let envelope_len = out.len() - start - frame::HEADER_LEN + tail(format).len();
    frame::announce(out, start, envelope_len + payload_len);
}

const fn item(format: Format) -> &'static [&'static [u8]; 3] {
    match Notation::of(format) {
        Notation::Json => &ITEM_JSON,
        #[cfg(feature = "messagepack")]
        Notation::MessagePack => &ITEM_MESSAGEPACK,
    }
}

/// What surrounds the id of a reply, and the id and sequence of an item: always the same, so written as it stands.
const RESPONSE_JSON: [&[u8]; 2] = [br#"{"correlation_id":"#, br#","success":true,"payload":"#];
const ITEM_JSON: [&[u8]; 3] =
    [br#"{"correlation_id":"#, br#","sequence":"#, br#","is_final":false,"payload":"#];
#[cfg(feature = "messagepack")]
const RESPONSE_MESSAGEPACK: [&[u8]; 2] = [b"\x83\xaecorrelation_id", b"\xa7success\xc3\xa7payload"];
#[cfg(feature = "messagepack")]
const ITEM_MESSAGEPACK: [&[u8]; 3] =
    [b"\x84\xaecorrelation_id", b"\xa8sequence", b"\xa8is_final\xc2\xa7payload"];

/// What follows the payload of [`response_head`] and of an [`ItemHead`].
#[must_use]
pub const fn tail(format: Format) -> &'static [u8] {
    object::close(Notation::of(format))
}

/// Appends the frame of a successful reply; `payload` is encoded in `format`.
pub fn response(out: &mut Vec<u8>, format: Format, id: &str, payload: &[u8]) {
    response_head(out, format, id, payload.len());
    out.extend_from_slice(payload);
    out.extend_from_slice(tail(format));
}

/// Appends the frame of one stream item; `payload` is encoded in `format`, `sequence` counts from 0.
pub fn stream_item(out: &mut Vec<u8>, format: Format, id: &str, sequence: u32, payload: &[u8]) {
    ItemHead::new(format, id).write(out, sequence, payload.len());
    out.extend_from_slice(payload);
    out.extend_from_slice(tail(format));
}

/// Appends the final frame of a stream that ended well; it carries no payload.
pub fn stream_end(out: &mut Vec<u8>, format: Format, id: &str, sequence: u32) {
    object::frame(out, FrameType::Stream, format, |object| stream_start(object, id, sequence, true));
}

/// Appends the ERROR frame of a request.
pub fn failure(out: &mut Vec<u8>, format: Format, id: &str, failure: &Failure<'_>) {
    object::frame(out, FrameType::Error, format, |object| {
        object.text("correlation_id", id);
        object.flag("success", false);
        explain(object, failure);
    });
}

/// Appends the final STREAM frame of a stream that failed.
pub fn stream_failure(out: &mut Vec<u8>, format: Format, id: &str, sequence: u32, failure: &Failure<'_>) {
    object::frame(out, FrameType::Stream, format, |object| {
        stream_start(object, id, sequence, true);
        explain(object, failure);
    });
}

/// Appends the reply to fire-and-forget: the message is in the mailbox.
pub fn delivered(out: &mut Vec<u8>, format: Format, id: &str) {
    object::frame(out, FrameType::Response, format, |object| {
        object.text("correlation_id", id);
        object.flag("success", true);
        object.object("payload", |payload| payload.text("status", "delivered"));
    });
}

fn stream_start(object: &mut Object<'_>, id: &str, sequence: u32, is_final: bool) {
    object.text("correlation_id", id);
    object.number("sequence", sequence.into());
    object.flag("is_final", is_final);
}

fn explain(object: &mut Object<'_>, failure: &Failure<'_>) {
    object.text("error", &failure.text());
    object.text("error_code", failure.code_str());
    if let Some(limit) = failure.limit {
        object.object("payload", |payload| payload.number("limit", limit));
    }
    object.text("executed", failure.executed.as_str());
    if let Some(ms) = failure.retry_after_ms {
        object.number("retry_after_ms", ms);
    }
}
