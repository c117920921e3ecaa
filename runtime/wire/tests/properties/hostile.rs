//! Bytes nobody of good will would send.

use acton_wire::{
    Envelope, Format, Payload,
    answer::{Discovery, Names, Push, Response, StreamItem},
    control::{Cancel, Credit},
    discover::DiscoverRequest,
    frame,
    subscription::NamesRequest,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{encoded, formats, values};

/// Runs every decoder; whether they accept does not matter, that they return does.
fn decode_all(format: Format, bytes: &[u8]) {
    let _ = frame::split(bytes, bytes.len());
    if let Ok(envelope) = Envelope::decode(format, bytes) {
        drop(envelope.payload.decode::<Value>());
    }
    if let Ok(payload) = Payload::parse(format, bytes) {
        drop(payload.decode::<Value>());
        drop(payload.decode::<(u8, Option<Vec<String>>)>());
    }
    drop(NamesRequest::decode_types(format, bytes));
    drop(NamesRequest::decode_patterns(format, bytes));
    drop(DiscoverRequest::decode(format, bytes));
    drop(Cancel::decode(format, bytes));
    drop(Credit::decode(format, bytes));
    drop(Response::decode(format, bytes));
    drop(StreamItem::decode(format, bytes));
    drop(Push::decode(format, bytes));
    drop(Names::decode(format, bytes));
    drop(Discovery::decode(format, bytes));
}

proptest! {
    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        decode_all(Format::Json, &bytes);
        decode_all(Format::MessagePack, &bytes);
    }

    #[test]
    fn no_damage_to_a_good_value_makes_a_decoder_panic(
        format in formats(),
        value in values(),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        end in any::<proptest::sample::Index>(),
    ) {
        let mut bytes = encoded(format, &value);
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        decode_all(format, &bytes);
        decode_all(format, &bytes[..end.index(bytes.len())]);
    }

    #[test]
    fn what_is_accepted_as_a_payload_can_be_decoded(format in formats(), value in values()) {
        let bytes = encoded(format, &value);
        let payload = Payload::parse(format, &bytes).unwrap();
        prop_assert_eq!(payload.bytes(), &bytes[..]);
        prop_assert_eq!(payload.decode::<Value>().unwrap(), value);
    }
}
