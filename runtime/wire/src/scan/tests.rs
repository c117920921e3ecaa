use std::fmt::Debug;

use proptest::{collection::vec, prelude::*, sample};
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::{
    Envelope, Format,
    answer::{Push, Response, StreamItem},
    json::TextScan,
    opened::{FORMATS, encoded},
    payload,
};

/// As peers write them, all fields there.
const REQUEST: &str = r#"{"correlation_id":"req_1","target":"desk","message_type":"Add","payload":{"a":[1,-2.5e3,{}],"b":"é\n"},"expects_reply":true,"expects_stream":false,"response_timeout_ms":30000,"stream_credit":256}"#;
const RESPONSE: &str = r#"{"correlation_id":"req_1","success":false,"error":"TargetBusy: full","error_code":"TARGET_BUSY","payload":null}"#;
const ITEM: &str = r#"{"correlation_id":"","sequence":7,"is_final":true,"error":"Timeout: late","error_code":"TIMEOUT","payload":[true,false,null]}"#;
const PUSH: &str = r#"{"notification_id":"n1","message_type":"Price","source_actor":"feed","payload":0,"timestamp_ms":1790000000000,"sequence":0}"#;

/// Scanned, if it is usual; and the same whichever way.
fn same<'a, T>(format: Format, bytes: &'a [u8]) -> bool
where
    T: Scanned<'a> + Deserialize<'a> + PartialEq + Debug,
{
    let scanned = match format {
        Format::Json => match std::str::from_utf8(bytes) {
            Ok(text) => T::scan(TextScan::new(text)),
            Err(_) => return false,
        },
        #[cfg(feature = "messagepack")]
        Format::MessagePack => crate::msgpack::EntryScan::new(bytes).and_then(T::scan),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => return false,
    };
    let decoded = payload::decode::<T>(format, bytes);
    if let Ok(scanned) = &scanned {
        assert_eq!(decoded.as_ref(), Ok(scanned), "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(payload::scan::<T>(format, bytes), decoded);
    scanned.is_ok()
}

fn all_same(format: Format, bytes: &[u8]) -> [bool; 4] {
    [
        same::<Envelope<'_>>(format, bytes),
        same::<Response<'_>>(format, bytes),
        same::<StreamItem<'_>>(format, bytes),
        same::<Push<'_>>(format, bytes),
    ]
}

#[test]
fn what_peers_write_is_scanned_in_both_formats() {
    for (index, text) in [REQUEST, RESPONSE, ITEM, PUSH].into_iter().enumerate() {
        assert!(all_same(Format::Json, text.as_bytes())[index], "{text}");
        for spaced in [text.replace("\":", "\": ").replace(",\"", ", \""), text.replace("\":", "\" :\n")] {
            assert!(all_same(Format::Json, spaced.as_bytes())[index], "{spaced}");
        }
        if Format::MessagePack.is_supported() {
            let ordered: OrderedMap = serde_json::from_str(text).unwrap();
            assert!(all_same(Format::MessagePack, &ordered.packed())[index], "{text}");
        }
    }
}

/// An object whose keys stay in their order.
struct OrderedMap(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for OrderedMap {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> serde::de::Visitor<'de> for Entries {
            type Value = OrderedMap;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<OrderedMap, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(OrderedMap(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl OrderedMap {
    fn packed(&self) -> Vec<u8> {
        let mut bytes = vec![0x80 | u8::try_from(self.0.len()).unwrap()];
        for (key, value) in &self.0 {
            bytes.extend(encoded(Format::MessagePack, &json!(key)));
            bytes.extend(encoded(Format::MessagePack, value));
        }
        bytes
    }
}

#[test]
fn what_is_optional_may_be_absent() {
    for text in [
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":null}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"stream_credit":0}"#,
    ] {
        assert!(same::<Envelope<'_>>(Format::Json, text.as_bytes()), "{text}");
    }
    assert!(same::<Response<'_>>(Format::Json, br#"{"correlation_id":"1","success":true,"payload":3}"#));
}

#[test]
fn what_is_written_otherwise_is_left_to_serde() {
    for text in [
        r#"{"target":"desk","correlation_id":"1","message_type":"Add","payload":1}"#,
        r#"{"correlation_id":"\u0031","target":"desk","message_type":"Add","payload":1}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"new":2}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"headers":{"a":"b"}}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"response_timeout_ms":01}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"stream_credit":4294967296}"#,
        r#"{"correlation_id":"1","target":"desk","message_type":"Add","payload":1} 2"#,
        r#"["1","desk","Add",1]"#,
        "",
    ] {
        assert!(!same::<Envelope<'_>>(Format::Json, text.as_bytes()), "{text}");
    }
}

/// Usual envelopes with this number of credit, in both formats.
fn with_credit(text: &str, packed: &[u8]) -> bool {
    let json = format!(
        r#"{{"correlation_id":"1","target":"desk","message_type":"Add","payload":1,"stream_credit":{text}}}"#
    );
    let start = b"\x85\xaecorrelation_id\xa11\xa6target\xa4desk\xacmessage_type\xa3Add\xa7payload\x01\xadstream_credit";
    let scanned = same::<Envelope<'_>>(Format::Json, json.as_bytes());
    if Format::MessagePack.is_supported() {
        assert_eq!(
            same::<Envelope<'_>>(Format::MessagePack, &[&start[..], packed].concat()),
            scanned,
            "{text}"
        );
    }
    scanned
}

#[test]
fn whole_numbers_of_every_width_are_scanned() {
    for (text, packed) in [
        ("0", &[0][..]),
        ("10", &[10]),
        ("200", &[0xcc, 200]),
        ("7", &[0xcd, 0, 7]),
        ("65536", &[0xce, 0, 1, 0, 0]),
        ("4294967295", &[0xcf, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
    ] {
        assert!(with_credit(text, packed), "{text}");
    }
    for (text, packed) in [
        ("-1", &[0xff][..]),
        ("1.5", &[0xca, 0x3f, 0xc0, 0, 0]),
        ("1e1", &[0xcb, 0x40, 0x24, 0, 0, 0, 0, 0, 0]),
        ("null", &[0xc0]),
        ("4294967296", &[0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
    ] {
        assert!(!with_credit(text, packed), "{text}");
    }
}

#[test]
fn spaces_in_short_strings_are_scanned() {
    let text = r#"{"correlation_id":" ","target":"a b","message_type":"Add","payload":" "}"#;
    assert!(same::<Envelope<'_>>(Format::Json, text.as_bytes()));
}

proptest! {
    #[test]
    fn damage_never_makes_the_two_disagree(
        format in sample::select(FORMATS),
        text in sample::select(&[REQUEST, RESPONSE, ITEM, PUSH][..]),
        damage in vec((any::<sample::Index>(), any::<u8>(), 0..4), 0..4),
    ) {
        let mut bytes = match format {
            Format::Json => text.as_bytes().to_vec(),
            Format::MessagePack => serde_json::from_str::<OrderedMap>(text).unwrap().packed(),
        };
        for (place, byte, kind) in damage {
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                // Bytes that mean something are hit seldom by chance.
                2 => bytes[place] = b"\"\\{}[],: 0"[usize::from(byte) % 10],
                _ => drop(bytes.remove(place)),
            }
            if bytes.is_empty() {
                bytes.push(byte);
            }
        }
        all_same(format, &bytes);
    }

    #[test]
    fn nothing_in_a_string_makes_the_two_disagree(id in any::<String>(), payload in any::<String>()) {
        let request = json!({"correlation_id": id, "target": payload, "message_type": id, "payload": payload});
        let text = request.to_string();
        let entries: OrderedMap = serde_json::from_str(&text).unwrap();
        let keys = ["correlation_id", "target", "message_type", "payload"];
        let value = |key: &str| entries.0.iter().find(|(name, _)| name == key).unwrap().1.to_string();
        let ordered: Vec<_> = keys.iter().map(|key| format!("\"{key}\":{}", value(key))).collect();
        same::<Envelope<'_>>(Format::Json, format!("{{{}}}", ordered.join(",")).as_bytes());
    }
}
