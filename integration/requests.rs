//! Requests to the cookbook's actors as bytes, for whoever speaks to a server without a client.

use acton_wire::{Format, FrameType, frame};
use serde_json::{Value, json};

/// A frame of any payload.
pub fn raw(kind: FrameType, format: Format, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::write(&mut bytes, kind, format, |out| out.extend_from_slice(payload));
    bytes
}

/// A frame in JSON.
pub fn framed(kind: FrameType, payload: &Value) -> Vec<u8> {
    raw(kind, Format::Json, payload.to_string().as_bytes())
}

/// A frame of a request.
pub fn request(format: Format, envelope: &Value) -> Vec<u8> {
    match format {
        Format::Json => framed(FrameType::Request, envelope),
        Format::MessagePack => packed(FrameType::Request, envelope),
    }
}

/// A frame in MessagePack.
pub fn packed(kind: FrameType, payload: &Value) -> Vec<u8> {
    let payload = rmp_serde::to_vec_named(payload).expect("JSON can be packed");
    raw(kind, Format::MessagePack, &payload)
}

/// The fields of a call.
pub fn call(id: &str, target: &str, message_type: &str, payload: &Value) -> Value {
    fields(id, target, message_type, payload, "expects_reply")
}

/// The fields of a request for a stream.
pub fn stream(id: &str, target: &str, message_type: &str, payload: &Value) -> Value {
    fields(id, target, message_type, payload, "expects_stream")
}

fn fields(id: &str, target: &str, message_type: &str, payload: &Value, expects: &str) -> Value {
    json!({"correlation_id": id, "target": target, "message_type": message_type,
           "payload": payload, expects: true})
}

/// The same request with a deadline in milliseconds; 0: the longest there is.
pub fn within(mut fields: Value, ms: u64) -> Value {
    fields["response_timeout_ms"] = ms.into();
    fields
}

/// The fields of a call for the sum of `a` and 1.
pub fn addition(id: &str, a: u32) -> Value {
    call(id, "calculator", "AddRequest", &json!({"a": a, "b": 1}))
}

/// A call for the sum of `a` and 1.
pub fn add(id: &str, a: u32) -> Vec<u8> {
    framed(FrameType::Request, &addition(id, a))
}

/// The fields of a stream of numbers from `from` down, as fast as they are taken.
pub fn counting(id: &str, from: u32) -> Value {
    stream(id, "countdown", "CountdownRequest", &json!({"from": from, "delay_ms": 0}))
}

/// A stream of numbers from `from` down, as fast as they are taken.
pub fn countdown(id: &str, from: u32) -> Vec<u8> {
    framed(FrameType::Request, &counting(id, from))
}

/// A subscription to one message type.
pub fn subscribe(id: &str, message_type: &str) -> Vec<u8> {
    framed(FrameType::Subscribe, &json!({"correlation_id": id, "message_types": [message_type]}))
}

/// The end of a request of this connection.
pub fn cancel(id: &str) -> Vec<u8> {
    framed(FrameType::Cancel, &json!({"correlation_id": id}))
}
