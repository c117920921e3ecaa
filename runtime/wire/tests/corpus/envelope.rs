//! A request in either format.

use acton_wire::{Envelope, Format, Request, envelope::Template, frame, limits::MAX_PAYLOAD};
use serde_json::Value;

/// Whatever the bytes are, a request that is accepted can be written again and reads the same.
pub(crate) fn is_rewritten_as_it_was(format: Format, bytes: &[u8]) {
    let decoded = Envelope::decode(format, bytes);
    if format == Format::Json && decoded.as_ref().is_ok() {
        // Scanned or not, it is what serde makes of it.
        assert_eq!(decoded.as_ref().ok(), serde_json::from_slice(bytes).ok().as_ref());
    }
    let text = str::from_utf8(bytes).ok().filter(|_| format == Format::Json);
    let told = text.and_then(|text| Some((text, Template::of(text)?)));
    let Ok(envelope) = decoded else { return assert!(told.is_none()) };
    if let Some((text, template)) = told {
        // It fits itself, however it is written.
        let (id, payload) = template.read(text).unwrap();
        assert_eq!((id, payload.len()), (&*envelope.correlation_id, envelope.payload.len()));
    }
    drop(envelope.payload.decode::<Value>());
    drop(envelope.payload.decode::<(u8, Option<Vec<&str>>)>());
    let request = Request {
        correlation_id: &envelope.correlation_id,
        target: &envelope.target,
        message_type: &envelope.message_type,
        expects_reply: envelope.expects_reply,
        expects_stream: envelope.expects_stream,
        response_timeout_ms: Some(envelope.response_timeout_ms),
        headers: envelope.headers.as_deref(),
        stream_credit: envelope.stream_credit,
    };
    let mut out = Vec::new();
    request.write(&mut out, format, envelope.payload.bytes());
    let (frame, _) = frame::split(&out, MAX_PAYLOAD).unwrap().unwrap();
    assert_eq!(Envelope::decode(frame.format, frame.payload).unwrap(), envelope);
}
