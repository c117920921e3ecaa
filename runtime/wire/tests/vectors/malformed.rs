//! Frames nobody may accept, and the code each is answered with.

use acton_wire::{
    DecodeError, Envelope, ErrorCode, Format, Frame, FrameType,
    control::{Cancel, Credit},
    discover::DiscoverRequest,
    frame,
    limits::DEFAULT_MAX_PAYLOAD,
    subscription::NamesRequest,
};
use serde::Deserialize;

use crate::vector;

#[derive(Deserialize)]
struct Malformed {
    name: String,
    hex: String,
    error_code: String,
    /// The header is bad, so the connection ends.
    closes: bool,
}

fn refusal(frame: &Frame<'_>) -> Result<(), DecodeError> {
    let (format, payload) = (frame.format, frame.payload);
    match frame.kind {
        FrameType::Request => Envelope::decode(format, payload).map(drop),
        FrameType::Subscribe | FrameType::Unsubscribe => {
            NamesRequest::decode_types(format, payload).map(drop)
        }
        FrameType::SubscribePatterns | FrameType::UnsubscribePatterns => {
            NamesRequest::decode_patterns(format, payload).map(drop)
        }
        FrameType::Discover => DiscoverRequest::decode(format, payload).map(drop),
        FrameType::Cancel => Cancel::decode(format, payload).map(drop),
        FrameType::Credit => Credit::decode(format, payload).map(drop),
        kind => panic!("a server does not read {kind:?}"),
    }
}

#[test]
fn every_malformed_frame_is_refused_with_its_code() {
    for Malformed { name, hex, error_code, closes } in vector::read::<Malformed>("malformed") {
        let bytes = hex::decode(hex).expect("hex");
        let code = match frame::split(&bytes, DEFAULT_MAX_PAYLOAD) {
            Err(error) => {
                assert!(closes, "{name}: {error}");
                error.code()
            }
            Ok(None) => panic!("{name}: waits for more"),
            Ok(Some((frame, consumed))) => {
                assert_eq!((closes, consumed), (false, bytes.len()), "{name}");
                refusal(&frame).expect_err(&name).code()
            }
        };
        let left_out = code == ErrorCode::UnsupportedFormat && !Format::MessagePack.is_supported();
        assert!(left_out || code.as_str() == error_code, "{name}: {code}");
    }
}
