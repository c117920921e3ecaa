//! A stream of bytes as a server cuts it into frames, and the payloads that only a client sends.

use acton_wire::{
    Envelope, FrameType,
    control::{Cancel, Credit},
    discover::DiscoverRequest,
    frame,
    limits::DEFAULT_MAX_PAYLOAD,
    subscription::NamesRequest,
};

/// Whatever the bytes are, each frame is cut where its header says and not before it is whole.
pub(crate) fn is_cut_where_it_says(bytes: &[u8]) {
    let mut rest = bytes;
    while let Ok(Some((frame, consumed))) = frame::split(rest, DEFAULT_MAX_PAYLOAD) {
        assert!(consumed <= rest.len() && frame.payload.len() < consumed);
        assert_eq!(frame::announced(rest, DEFAULT_MAX_PAYLOAD), Ok(Some(consumed)));
        assert_eq!(frame::split(&rest[..consumed - 1], DEFAULT_MAX_PAYLOAD), Ok(None));
        rest = &rest[consumed..];
        let (format, payload) = (frame.format, frame.payload);
        match frame.kind {
            FrameType::Request => drop(Envelope::decode(format, payload)),
            FrameType::Subscribe | FrameType::Unsubscribe => {
                drop(NamesRequest::decode_types(format, payload));
            }
            FrameType::SubscribePatterns | FrameType::UnsubscribePatterns => {
                drop(NamesRequest::decode_patterns(format, payload));
            }
            FrameType::Discover => drop(DiscoverRequest::decode(format, payload)),
            FrameType::Cancel => drop(Cancel::decode(format, payload)),
            FrameType::Credit => drop(Credit::decode(format, payload)),
            // Echoed unread, or a server's own.
            FrameType::Heartbeat
            | FrameType::Response
            | FrameType::Error
            | FrameType::Push
            | FrameType::Stream => {}
        }
    }
    // What is refused is refused by its header alone.
    if let Err(refused) = frame::split(rest, DEFAULT_MAX_PAYLOAD) {
        assert_eq!(frame::announced(rest, DEFAULT_MAX_PAYLOAD), Err(refused));
        let header = &rest[..rest.len().min(frame::HEADER_LEN)];
        assert_eq!(frame::split(header, DEFAULT_MAX_PAYLOAD), Err(refused));
    }
}
