//! Golden frames: the bytes every codec of this protocol agrees on. `vectors/README.md` tells how to add one.

mod malformed;
mod rewrite;
mod vector;

use acton_wire::{Format, FrameType, Version, frame, limits::MAX_PAYLOAD};
use serde_json::Value;

/// A frame's payload as decoders that are not ours read it.
fn value(format: Format, payload: &[u8]) -> Value {
    match format {
        Format::Json => serde_json::from_slice(payload).expect("JSON"),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => rmp_serde::from_slice(payload).expect("MessagePack"),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => unreachable!("vectors in it are left out of this build"),
    }
}

#[test]
fn every_vector_is_one_whole_frame_of_its_type_and_format() {
    vector::each(|vector| {
        let bytes = vector.bytes();
        let (frame, consumed) = frame::split(&bytes, MAX_PAYLOAD).unwrap().expect("a whole frame");
        assert_eq!(consumed, bytes.len());
        assert_eq!((frame.kind, frame.format), (vector.kind(), vector.format()));
        assert_eq!(frame.version == Version::V1, vector.name.contains("version 1"));
    });
}

#[test]
fn every_vector_says_what_it_says_it_says() {
    vector::each(|vector| {
        let bytes = vector.bytes();
        let (frame, _) = frame::split(&bytes, MAX_PAYLOAD).unwrap().unwrap();
        let read = value(frame.format, frame.payload);
        assert!(read == vector.decoded() || vector.is_positional() && read.is_array(), "{read}");
    });
}

#[test]
fn what_is_read_from_a_vector_is_written_byte_for_byte() {
    vector::each(|vector| {
        let bytes = vector.bytes();
        let (frame, _) = frame::split(&bytes, MAX_PAYLOAD).unwrap().unwrap();
        let written = rewrite::frame(vector, frame.format, frame.payload);
        if !vector.read_only {
            assert_eq!(hex::encode(written), vector.rewritten());
        }
    });
}

#[test]
fn a_vectors_json_says_the_same_in_its_own_format() {
    vector::each(|vector| {
        if !vector.read_only && !vector.keeps_its_payload() {
            let written = rewrite::frame(vector, Format::Json, vector.decoded.get().as_bytes());
            assert_eq!(hex::encode(written), vector.rewritten());
        }
    });
}

#[test]
fn every_type_of_frame_has_a_vector() {
    let mut kinds: Vec<FrameType> = Vec::new();
    vector::each(|vector| kinds.push(vector.kind()));
    for kind in FrameType::ALL {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

/// Fills in the `hex` of vectors that have none; run it with `BLESS=1` in the environment.
#[test]
fn vectors_without_bytes_are_blessed_on_request_only() {
    vector::each_file(|file, vectors| {
        let mut blessed = false;
        for vector in vectors.iter_mut().filter(|vector| vector.hex.is_empty()) {
            assert!(std::env::var_os("BLESS").is_some(), "{file}: {} has no bytes", vector.name);
            vector.hex = hex::encode(rewrite::frame(vector, Format::Json, vector.decoded.get().as_bytes()));
            blessed = true;
        }
        blessed
    });
}
