use serde::Deserialize;

use super::*;
use crate::{DecodeError, Envelope, Format, Payload};

fn span(bytes: &[u8]) -> Result<usize, String> {
    Reader::new(bytes).span().map(<[u8]>::len).map_err(|fault| fault.to_string())
}

fn refusal(bytes: &[u8]) -> String {
    span(bytes).expect_err("a bad value")
}

fn nested(levels: usize, open: u8, leaf: u8) -> Vec<u8> {
    let mut bytes = vec![open; levels];
    bytes.push(leaf);
    bytes
}

#[test]
fn a_value_of_every_marker_has_its_exact_extent() {
    let values: [&[u8]; 24] = [
        &[0x00],
        &[0xff],
        &[0xc0],
        &[0xc2],
        &[0xc3],
        &[0xcc, 1],
        &[0xcd, 1, 2],
        &[0xce, 1, 2, 3, 4],
        &[0xcf, 1, 2, 3, 4, 5, 6, 7, 8],
        &[0xd0, 1],
        &[0xd1, 1, 2],
        &[0xd2, 1, 2, 3, 4],
        &[0xd3, 1, 2, 3, 4, 5, 6, 7, 8],
        &[0xca, 0, 0, 0, 0],
        &[0xcb, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xa1, b'x'],
        &[0xd9, 1, b'x'],
        &[0xda, 0, 1, b'x'],
        &[0xdb, 0, 0, 0, 1, b'x'],
        &[0xc4, 1, 0xff],
        &[0xc5, 0, 1, 0xff],
        &[0xc6, 0, 0, 0, 1, 0xff],
        &[0x92, 0x81, 0xa1, b'k', 0x90, 0x80],
        &[0xdf, 0, 0, 0, 1, 0xa1, b'k', 0xdd, 0, 0, 0, 1, 0xc0],
    ];
    for value in values {
        let mut followed = value.to_vec();
        followed.push(0xc1);
        assert_eq!(span(&followed), Ok(value.len()), "{value:02x?}");
        for end in 0..value.len() {
            assert!(span(&value[..end]).is_err(), "{:02x?}", &value[..end]);
        }
    }
}

#[test]
fn sixty_four_levels_are_accepted_and_no_more() {
    for open in [&[0x91][..], &[0x81, 0xa0], &[0xdc, 0, 1], &[0xdd, 0, 0, 0, 1]] {
        let mut bytes = open.repeat(64);
        bytes.push(0xc0);
        assert_eq!(span(&bytes), Ok(bytes.len()));
        let mut bytes = open.repeat(65);
        bytes.push(0xc0);
        assert_eq!(refusal(&bytes), format!("values nest deeper than 64 levels at byte {}", 64 * open.len()));
    }
    assert_eq!(refusal(&nested(1_000_000, 0x91, 0xc0)), "values nest deeper than 64 levels at byte 64");
}

#[test]
fn a_count_that_lies_is_refused_before_anything_is_read() {
    for bytes in
        [&[0xdf, 0xff, 0xff, 0xff, 0xff, 0xa0][..], &[0xdd, 0xff, 0xff, 0xff, 0xff, 0], &[0xde, 0, 1, 0xa0]]
    {
        assert!(refusal(bytes).starts_with("more elements are announced than bytes are left at byte "));
    }
    for bytes in
        [&[0xdb, 0xff, 0xff, 0xff, 0xff, b'x'][..], &[0xc6, 0xff, 0xff, 0xff, 0xff, 0], &[0xa2, b'x']]
    {
        assert!(refusal(bytes).starts_with("a value is announced longer than the bytes left at byte "));
    }
}

#[test]
fn keys_are_strings() {
    for key in [&[0x01][..], &[0xc0], &[0xc4, 0], &[0x90], &[0x80], &[0xd4, 0, 0]] {
        let bytes = [&[0x92, 0x00, 0x81], key, &[0x00]].concat();
        assert_eq!(refusal(&bytes), "a map key is not a string at byte 3");
    }
}

#[test]
fn extension_types_are_refused_where_they_are() {
    for marker in [0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8] {
        let mut bytes = vec![0x91, marker];
        bytes.extend_from_slice(&[0; 20]);
        assert_eq!(refusal(&bytes), "an extension type is not accepted at byte 1");
    }
    assert_eq!(refusal(&[0xc1]), "the marker 0xc1 means nothing at byte 0");
}

#[test]
fn text_that_is_not_utf8_is_refused_as_value_and_as_key() {
    assert_eq!(refusal(&[0x91, 0xa1, 0xff]), "a string is not valid UTF-8 at byte 2");
    assert_eq!(refusal(&[0x81, 0xa3, 0xed, 0xa0, 0x80, 0xc0]), "a string is not valid UTF-8 at byte 2");
}

/// Types through which `rmp-serde` descends without counting.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoding is of interest")]
enum Uncounted {
    Some(Option<Box<Uncounted>>),
    None,
}

#[test]
fn no_type_of_a_user_can_be_made_to_exhaust_the_stack() {
    let mut bytes = [0x81, 0xa4, b'S', b'o', b'm', b'e'].repeat(200_000);
    bytes.push(0xc0);
    assert!(matches!(Payload::parse(Format::MessagePack, &bytes), Err(DecodeError::MessagePack(_))));
    let accepted = &bytes[6 * (200_000 - 64)..];
    Payload::parse(Format::MessagePack, accepted).unwrap().decode::<Uncounted>().unwrap();
}

#[test]
fn an_envelope_may_be_an_array_in_the_order_of_its_fields() {
    let all = [
        0x99, 0xa1, b'1', 0xa1, b't', 0xa1, b'm', 0x92, 1, 2, 0xc3, 0xc2, 0xcd, 1, 0, 0x81, 0xa1, b'h', 0xa0,
        7,
    ];
    let envelope = Envelope::decode(Format::MessagePack, &all).unwrap();
    assert_eq!((&*envelope.correlation_id, &*envelope.target, &*envelope.message_type), ("1", "t", "m"));
    assert_eq!(envelope.payload.bytes(), [0x92, 1, 2]);
    assert_eq!((envelope.expects_reply, envelope.expects_stream), (true, false));
    assert_eq!((envelope.response_timeout_ms, envelope.stream_credit), (256, Some(7)));
    assert_eq!(envelope.headers.unwrap()["h"], "");

    let required = Envelope::decode(Format::MessagePack, &[0x94, 0xa0, 0xa0, 0xa0, 0xc0]).unwrap();
    assert_eq!((required.expects_reply, required.response_timeout_ms), (false, 30_000));
}

#[test]
fn elements_behind_the_known_fields_are_ignored() {
    let mut bytes = vec![0x9b, 0xa0, 0xa0, 0xa0, 0xc0, 0xc2, 0xc2, 0, 0xc0, 0xc0];
    bytes.extend_from_slice(&[0x91, 0x80, 0xa1, b'x']);
    assert!(Envelope::decode(Format::MessagePack, &bytes).is_ok());
}

#[test]
fn a_fault_inside_an_envelope_names_its_field() {
    let start = b"\x84\xaecorrelation_id\xa0\xa6target\xa0\xacmessage_type\xa0\xa7payload";
    let refusal = |payload: &[u8]| {
        Envelope::decode(Format::MessagePack, &[&start[..], payload].concat()).unwrap_err().to_string()
    };
    let place = start.len();
    assert_eq!(
        refusal(&[0x81, 0x01, 0x01]),
        format!(
            "cannot read the MessagePack: field `payload`: a map key is not a string at byte {}",
            place + 1
        )
    );
    assert_eq!(
        refusal(&[0xd4, 0, 0]),
        format!(
            "cannot read the MessagePack: field `payload`: an extension type is not accepted at byte {place}"
        )
    );
    assert!(refusal(&[]).contains("field `payload`: the bytes end where a value is expected"));
    let by_position = Envelope::decode(Format::MessagePack, &[0x94, 0xa0, 0x07, 0xa0, 0xc0]).unwrap_err();
    assert!(by_position.to_string().contains("field `target`: expected a string"), "{by_position}");
}

#[test]
fn a_field_given_twice_is_refused() {
    let bytes = b"\x82\xaecorrelation_id\xa0\xaecorrelation_id\xa0";
    let error = Envelope::decode(Format::MessagePack, bytes).unwrap_err();
    assert!(error.to_string().contains("duplicate field `correlation_id`"), "{error}");
}

#[test]
fn a_byte_string_is_bytes_or_a_list_of_numbers() {
    let payload = Payload::parse(Format::MessagePack, &[0xc4, 2, 1, 2]).unwrap();
    assert_eq!(payload.decode::<&[u8]>().unwrap(), [1, 2]);
    assert_eq!(payload.decode::<Vec<u8>>().unwrap(), [1, 2]);
}

/// A value of ours, read without a type that would say what to expect.
fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    decode(bytes).map_err(|fault| fault.to_string())
}

#[test]
fn a_number_of_every_marker_is_the_number_it_says() {
    let unsigned: [(&[u8], u64); 5] = [
        (&[0x7f], 127),
        (&[0xcc, 0xfe], 0xfe),
        (&[0xcd, 0xfe, 1], 0xfe01),
        (&[0xce, 0xfe, 1, 2, 3], 0xfe01_0203),
        (&[0xcf, 0xfe, 1, 2, 3, 4, 5, 6, 7], 0xfe01_0203_0405_0607),
    ];
    for (bytes, number) in unsigned {
        assert_eq!(read(bytes), Ok(number));
    }
    let signed: [(&[u8], i64); 5] = [
        (&[0xff], -1),
        (&[0xd0, 0x80], -0x80),
        (&[0xd1, 0x80, 1], -0x7fff),
        (&[0xd2, 0x80, 0, 0, 1], -0x7fff_ffff),
        (&[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 1], -0x7fff_ffff_ffff_ffff),
    ];
    for (bytes, number) in signed {
        assert_eq!(read(bytes), Ok(number));
    }
    assert_eq!(read::<f64>(&[0xca, 0xbf, 0xa0, 0, 0]).map(f64::to_bits), Ok((-1.25_f64).to_bits()));
    assert_eq!(
        read::<f64>(&[0xcb, 0xbf, 0xf4, 0, 0, 0, 0, 0, 0]).map(f64::to_bits),
        Ok((-1.25_f64).to_bits())
    );
    assert_eq!((read(&[0xc3]), read(&[0xc2]), read(&[0xc0])), (Ok(true), Ok(false), Ok(())));
}

#[test]
fn bytes_of_every_width_are_read_whole() {
    for (head, len) in [(&[0xc4, 3][..], 3), (&[0xc5, 1, 2], 0x102), (&[0xc6, 0, 1, 0, 2], 0x1_0002)] {
        let bytes = [head, &vec![7; len]].concat();
        assert_eq!(read::<&[u8]>(&bytes), Ok(&vec![7; len][..]));
        assert!(read::<&[u8]>(&bytes[..bytes.len() - 1]).is_err());
    }
}

#[test]
fn what_means_nothing_and_what_is_an_extension_are_told_apart_where_a_value_is_read() {
    assert_eq!(read::<bool>(&[0xc1]), Err("the marker 0xc1 means nothing at byte 0".to_owned()));
    assert_eq!(read::<bool>(&[0xd4, 0, 0]), Err("an extension type is not accepted at byte 0".to_owned()));
}

#[test]
fn types_are_read_in_their_compact_form() {
    assert_eq!(read(&[0x94, 127, 0, 0, 1]), Ok(std::net::Ipv4Addr::LOCALHOST));
}

#[derive(Debug, PartialEq, Deserialize)]
enum Shape {
    Point,
    Circle(u8),
    Box { width: u8 },
    Pair(u8, u8),
}

#[test]
fn a_variant_is_a_string_or_a_map_of_one_entry() {
    assert_eq!(read(b"\xa5Point"), Ok(Shape::Point));
    assert_eq!(read(b"\xd9\x05Point"), Ok(Shape::Point));
    assert_eq!(read(b"\x81\xa5Point\xc0"), Ok(Shape::Point));
    assert_eq!(read(b"\x81\xa6Circle\x05"), Ok(Shape::Circle(5)));
    assert_eq!(read(b"\x81\xa3Box\x81\xa5width\x05"), Ok(Shape::Box { width: 5 }));
    assert_eq!(read(b"\x81\xa4Pair\x92\x05\x06"), Ok(Shape::Pair(5, 6)));
    for (bytes, says) in [
        (&b"\xa6Circle"[..], "expected newtype variant"),
        (b"\xa3Box", "expected struct variant"),
        (b"\xa4Pair", "expected tuple variant"),
        (b"\x81\xa5Point\x05", "expected unit"),
        (b"\x80", "expected enum Shape"),
        (b"\x82\xa5Point\xc0\xa5Point\xc0", "expected enum Shape"),
        (b"\x05", "expected enum Shape"),
    ] {
        let refused = read::<Shape>(bytes).unwrap_err();
        assert!(refused.contains(says), "{bytes:02x?}: {refused}");
    }
}

#[test]
fn an_option_is_the_value_or_nothing() {
    assert_eq!((read(&[0xc0]), read(&[5])), (Ok(None::<u8>), Ok(Some(5_u8))));
}
