//! A stream of frames: cut as a connection cuts it, and every payload read as what its header says.
#![no_main]

use acton_wire::{
    Envelope, FrameType,
    answer::{Discovery, Names, Push, Response, StreamItem},
    control::{Cancel, Credit},
    discover::DiscoverRequest,
    frame,
    limits::DEFAULT_MAX_PAYLOAD,
    subscription::NamesRequest,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    while let Ok(Some((frame, consumed))) = frame::split(rest, DEFAULT_MAX_PAYLOAD) {
        assert!(consumed <= rest.len() && frame.payload.len() < consumed);
        assert!(matches!(frame::split(&rest[..consumed - 1], DEFAULT_MAX_PAYLOAD), Ok(None)));
        rest = &rest[consumed..];
        let (format, payload) = (frame.format, frame.payload);
        match frame.kind {
            FrameType::Request => drop(Envelope::decode(format, payload)),
            FrameType::Response | FrameType::Error => {
                drop(Response::decode(format, payload));
                drop(Names::decode(format, payload));
                drop(Discovery::decode(format, payload));
            }
            FrameType::Heartbeat => {}
            FrameType::Push => drop(Push::decode(format, payload)),
            FrameType::Subscribe | FrameType::Unsubscribe => {
                drop(NamesRequest::decode_types(format, payload))
            }
            FrameType::Discover => drop(DiscoverRequest::decode(format, payload)),
            FrameType::Stream => drop(StreamItem::decode(format, payload)),
            FrameType::SubscribePatterns | FrameType::UnsubscribePatterns => {
                drop(NamesRequest::decode_patterns(format, payload));
            }
            FrameType::Cancel => drop(Cancel::decode(format, payload)),
            FrameType::Credit => drop(Credit::decode(format, payload)),
        }
    }
});
