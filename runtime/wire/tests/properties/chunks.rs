//! Frames in a stream of bytes.

use acton_wire::{Format, FrameType, frame, limits::MAX_PAYLOAD};
use proptest::prelude::*;

type Owned = (FrameType, Format, Vec<u8>);

fn frames() -> impl Strategy<Value = Vec<Owned>> {
    let kind = proptest::sample::select(&FrameType::ALL[..]);
    let format = proptest::sample::select(&[Format::Json, Format::MessagePack][..]);
    proptest::collection::vec((kind, format, proptest::collection::vec(any::<u8>(), 0..40)), 1..8)
}

/// Reads as a connection does: takes what arrived, cuts off what is complete, keeps the rest.
fn read(bytes: &[u8], chunks: &[usize]) -> Vec<Owned> {
    let (mut frames, mut buffer, mut rest) = (Vec::new(), Vec::new(), bytes);
    for &chunk in chunks.iter().cycle() {
        let (arrived, later) = rest.split_at(chunk.min(rest.len()));
        buffer.extend_from_slice(arrived);
        rest = later;
        while let Some((frame, consumed)) = frame::split(&buffer, MAX_PAYLOAD).expect("good headers") {
            frames.push((frame.kind, frame.format, frame.payload.to_vec()));
            buffer.drain(..consumed);
        }
        if rest.is_empty() {
            break;
        }
    }
    assert!(buffer.is_empty(), "{} bytes belong to no frame", buffer.len());
    frames
}

proptest! {
    #[test]
    fn frames_decode_the_same_however_they_are_cut(
        sent in frames(),
        chunks in proptest::collection::vec(1_usize..30, 1..10),
    ) {
        let mut bytes = Vec::new();
        for (kind, format, payload) in &sent {
            frame::write(&mut bytes, *kind, *format, |out| out.extend_from_slice(payload));
        }
        prop_assert_eq!(read(&bytes, &chunks), sent);
    }
}
