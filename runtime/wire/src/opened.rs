//! Test eyes: one written frame, read by decoders that are not ours.

use serde_json::Value;

use crate::{Format, FrameType, frame, limits::MAX_PAYLOAD};

pub(crate) const FORMATS: &[Format] =
    if Format::MessagePack.is_supported() { &[Format::Json, Format::MessagePack] } else { &[Format::Json] };

/// The type, format and value of the one frame in `bytes`.
pub(crate) fn opened(bytes: &[u8]) -> (FrameType, Format, Value) {
    let (frame, consumed) = frame::split(bytes, MAX_PAYLOAD).expect("a good header").expect("a whole frame");
    assert_eq!(consumed, bytes.len(), "one frame and nothing behind it");
    (frame.kind, frame.format, value(frame.format, frame.payload))
}

pub(crate) fn value(format: Format, bytes: &[u8]) -> Value {
    match format {
        Format::Json => serde_json::from_slice(bytes).expect("JSON"),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => rmp_serde::from_slice(bytes).expect("MessagePack"),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => panic!("no test writes a format that is not built in"),
    }
}

/// `value` in `format`, by the same decoders' encoders.
pub(crate) fn encoded(format: Format, value: &Value) -> Vec<u8> {
    match format {
        Format::Json => serde_json::to_vec(value).expect("JSON"),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => rmp_serde::to_vec_named(value).expect("MessagePack"),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => panic!("no test writes a format that is not built in"),
    }
}
