//! What a client reads of a server: answers, stream items, pushes.

use acton_wire::{
    Format, FrameType, Payload,
    answer::{Discovery, Names, Push, Response, StreamItem},
    frame,
    limits::MAX_PAYLOAD,
    push, reply, subscription,
};
use serde::Deserialize;
use serde_json::Value;

/// Whatever the bytes are, what is accepted of them can be written again and reads the same.
pub(crate) fn reads_what_it_could_have_written(bytes: &[u8]) {
    let mut rest = bytes;
    while let Ok(Some((frame, consumed))) = frame::split(rest, MAX_PAYLOAD) {
        rest = &rest[consumed..];
        let (format, payload) = (frame.format, frame.payload);
        match frame.kind {
            FrameType::Response | FrameType::Error => {
                answer(format, payload);
                names(format, payload);
                drop(Discovery::decode(format, payload));
            }
            FrameType::Stream => item(format, payload),
            FrameType::Push => pushed(format, payload),
            _ => {}
        }
    }
}

fn answer(format: Format, bytes: &[u8]) {
    let Some(answer) = read(format, bytes, Response::decode(format, bytes).ok()) else { return };
    let Some(value) = answer.payload else { return };
    look_into(value);
    let again = rewritten(|out| reply::response(out, format, &answer.correlation_id, value.bytes()));
    let again = Response::decode(format, &again).expect("what we wrote");
    assert_eq!((again.correlation_id, again.payload), (answer.correlation_id, answer.payload));
}

fn item(format: Format, bytes: &[u8]) {
    let Some(item) = read(format, bytes, StreamItem::decode(format, bytes).ok()) else { return };
    let Some(value) = item.payload else { return };
    look_into(value);
    let (id, sequence) = (&item.correlation_id, item.sequence);
    let again = rewritten(|out| reply::stream_item(out, format, id, sequence, value.bytes()));
    let again = StreamItem::decode(format, &again).expect("what we wrote");
    assert_eq!((&again.correlation_id, again.sequence, again.payload), (id, sequence, item.payload));
}

fn pushed(format: Format, bytes: &[u8]) {
    let Some(push) = read(format, bytes, Push::decode(format, bytes).ok()) else { return };
    look_into(push.payload);
    let mut shared = Vec::new();
    push::encode_shared(
        &mut shared,
        format,
        &push.notification_id,
        &push.message_type,
        push.source_actor.as_deref(),
        push.payload.bytes(),
        push.timestamp_ms,
    );
    let sequence = push.sequence.unwrap_or_default();
    let again = rewritten(|out| push::write(out, format, &shared, sequence));
    let again = Push::decode(format, &again).expect("what we wrote");
    assert_eq!(again, Push { sequence: Some(sequence), ..push });
}

fn names(format: Format, bytes: &[u8]) {
    let Ok(told) = Names::decode(format, bytes) else { return };
    let (id, names) = (&told.correlation_id, told.names.iter().map(|name| &**name));
    let again = rewritten(|out| subscription::subscribed(out, format, id, names));
    let again = Names::decode(format, &again).expect("what we wrote");
    assert_eq!((&again.correlation_id, again.names), (id, told.names));
}

/// What was decoded, which in JSON is what serde makes of the bytes.
fn read<'a, T: Deserialize<'a> + PartialEq + std::fmt::Debug>(
    format: Format,
    bytes: &'a [u8],
    decoded: Option<T>,
) -> Option<T> {
    if format == Format::Json && decoded.is_some() {
        assert_eq!(decoded, serde_json::from_slice(bytes).ok());
    }
    decoded
}

/// A payload that was let in is decoded or refused, whatever it is asked to be.
fn look_into(payload: Payload<'_>) {
    drop(payload.decode::<Value>());
    drop(payload.decode::<(u8, Option<Vec<&str>>)>());
}

/// The payload of the one frame that `write` writes.
fn rewritten(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    let whole = frame::split(&out, usize::MAX).expect("a header of ours").expect("a whole frame");
    assert_eq!(whole.1, out.len());
    whole.0.payload.to_vec()
}
