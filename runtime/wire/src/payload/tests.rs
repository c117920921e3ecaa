use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::*;
use crate::{
    ErrorCode,
    opened::{FORMATS, encoded},
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u32,
    items: Vec<Item>,
    note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Item {
    price: f64,
    colour: Colour,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Colour {
    Red,
    Mixed { red: u8 },
    Named(String),
}

fn order() -> Order {
    let colours = [Colour::Red, Colour::Mixed { red: 255 }, Colour::Named("teal".into())];
    Order {
        id: 7,
        items: colours.into_iter().map(|colour| Item { price: 1.5, colour }).collect(),
        note: None,
    }
}

fn refusal<T: for<'a> Deserialize<'a> + std::fmt::Debug>(format: Format, value: &Value) -> String {
    let bytes = encoded(format, value);
    let error = Payload::parse(format, &bytes).unwrap().decode::<T>().expect_err("a value of another type");
    assert_eq!(error.code(), ErrorCode::SerializationError);
    error.to_string()
}

#[test]
fn a_message_comes_back_as_it_was_encoded() {
    for &format in FORMATS {
        let mut out = b"queued".to_vec();
        order().encode(format, &mut out).unwrap();
        assert_eq!(Payload::parse(format, &out[6..]).unwrap().decode::<Order>().unwrap(), order());
    }
}

#[test]
fn a_message_reads_the_same_to_programs_without_its_type() {
    for &format in FORMATS {
        let mut out = Vec::new();
        order().encode(format, &mut out).unwrap();
        let value: Value = Payload::parse(format, &out).unwrap().decode().unwrap();
        assert_eq!(value, serde_json::to_value(order()).unwrap());
    }
}

#[test]
fn strings_of_a_message_may_be_borrowed_from_the_frame() {
    for &format in FORMATS {
        let bytes = encoded(format, &json!(["borrowed"]));
        let [text] = Payload::parse(format, &bytes).unwrap().decode::<[&str; 1]>().unwrap();
        assert!(bytes.as_ptr_range().contains(&text.as_ptr()));
    }
}

#[test]
fn a_refusal_names_the_path_and_what_was_expected() {
    for &format in FORMATS {
        let items = json!([{"price": 1, "colour": "Red"}, {"price": "much", "colour": "Red"}]);
        let refused = refusal::<Order>(format, &json!({"id": 1, "items": items}));
        assert_eq!(
            refused.split(" at line").next(),
            Some("cannot read field `items[1].price`: expected f64")
        );
        let refused = refusal::<Order>(format, &json!({"items": []}));
        assert_eq!(refused, "cannot read the value: missing field `id`");
        let refused = refusal::<Item>(format, &json!({"price": 1, "colour": "Beige"}));
        assert_eq!(refused, "cannot read field `colour`: expected one of `Red`, `Mixed`, `Named`");
        let refused = refusal::<Item>(format, &json!({"price": 1, "colour": {"Mixed": {"red": 256}}}));
        assert_eq!(refused, "cannot read field `colour.Mixed.red`: expected u8");
    }
}

#[test]
fn a_refusal_never_holds_what_was_sent() {
    let secret = "s3cret \" , expected s3cret at line 1 column 2";
    for &format in FORMATS {
        for refused in [
            refusal::<u8>(format, &json!(secret)),
            refusal::<Colour>(format, &json!(secret)),
            refusal::<Colour>(format, &json!({secret: 1})),
            refusal::<BTreeMap<String, u8>>(format, &json!({secret: secret})),
            refusal::<std::net::IpAddr>(format, &json!(secret)),
            refusal::<Vec<char>>(format, &json!([secret])),
        ] {
            assert!(!refused.contains("s3cret"), "{refused}");
        }
    }
}

#[test]
fn a_value_that_cannot_be_encoded_leaves_the_buffer_as_it_was() {
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::{Error, SerializeSeq};
            let mut list = serializer.serialize_seq(Some(2))?;
            list.serialize_element("begun")?;
            Err(S::Error::custom("and not finished"))
        }
    }
    for &format in FORMATS {
        let mut out = b"queued".to_vec();
        let error = Fails.encode(format, &mut out).unwrap_err();
        assert_eq!((error.code(), &*out), (ErrorCode::Internal, &b"queued"[..]));
    }
}

#[test]
fn nothing_is_null_and_a_struct_of_no_fields_an_empty_object() {
    #[derive(Serialize)]
    struct Empty {}
    for &format in FORMATS {
        let (mut unit, mut empty, mut list) = (Vec::new(), Vec::new(), Vec::new());
        ().encode(format, &mut unit).unwrap();
        Empty {}.encode(format, &mut empty).unwrap();
        <[u8] as Portable>::encode(&[], format, &mut list).unwrap();
        assert_eq!((unit, empty), (encoded(format, &json!(null)), encoded(format, &json!({}))));
        assert_eq!(list, encoded(format, &json!([])));
    }
}

#[test]
fn bytes_behind_a_value_are_refused() {
    for &format in FORMATS {
        let mut bytes = encoded(format, &json!(1));
        bytes.extend_from_slice(&encoded(format, &json!(2)));
        assert!(Payload::parse(format, &bytes).is_err() || format == Format::Json && bytes == b"12");
    }
    assert!(Payload::parse(Format::Json, b"1 2").is_err());
}

#[test]
fn json_deeper_than_anybody_nests_is_refused_and_not_followed() {
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let payload = Payload::parse(Format::Json, deep.as_bytes()).expect("a span is not descended into");
    let error = payload.decode::<Value>().unwrap_err().to_string();
    assert!(error.contains("recursion limit exceeded"), "{error}");
}

#[test]
fn json_deeper_than_anybody_nests_is_skipped_where_it_is_ignored() {
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let text = format!("{{\"price\":1,\"later\":{deep},\"colour\":\"Red\"}}");
    let payload = Payload::parse(Format::Json, text.as_bytes()).unwrap();
    assert_eq!(payload.decode::<Item>().unwrap().price.to_bits(), 1.0_f64.to_bits());
}

#[test]
fn text_that_is_not_utf8_is_refused_wherever_it_is() {
    for text in [&b"\"\xff\""[..], b"{\"\xc3\x28\":1}", b"[1,\"\xed\xa0\x80\"]", b"\xff"] {
        assert!(matches!(Payload::parse(Format::Json, text), Err(DecodeError::Utf8 { .. })));
    }
}

#[test]
fn half_of_a_surrogate_pair_is_no_text() {
    for text in [r#""\ud800""#, r#""\ude00""#, r#""\ud800\ud800""#, r#""\ud800x""#] {
        let refused = Payload::parse(Format::Json, text.as_bytes()).unwrap().decode::<String>();
        assert_eq!(refused.unwrap_err().code(), ErrorCode::SerializationError, "{text}");
    }
}

#[test]
fn every_reason_has_the_code_that_a_peer_can_act_on() {
    assert_eq!(DecodeError::Unsupported.code(), ErrorCode::UnsupportedFormat);
    assert_eq!(DecodeError::IdTooLong { length: 2_000 }.code(), ErrorCode::ProtocolError);
    assert_eq!(DecodeError::Utf8 { offset: 3 }.code(), ErrorCode::SerializationError);
}

#[test]
fn a_deserializer_that_has_no_span_to_give_is_told_what_was_wanted() {
    let number = serde::de::value::U8Deserializer::<serde::de::value::Error>::new(1);
    let refused = Payload::deserialize(number).unwrap_err().to_string();
    assert_eq!(refused, "invalid type: integer `1`, expected a value");
}

#[cfg(not(feature = "messagepack"))]
#[test]
fn a_build_without_messagepack_says_so() {
    assert_eq!(Payload::parse(Format::MessagePack, &[0x80]), Err(DecodeError::Unsupported));
    let error = 1.encode(Format::MessagePack, &mut Vec::new()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnsupportedFormat);
}
