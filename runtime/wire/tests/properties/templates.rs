//! Requests that are told by a template, beside those that are read.

use acton_wire::{Envelope, Format, envelope::Template};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{encoded, values};

const PLACES: [&str; 3] = [
    r#"{"correlation_id":"ID","target":"calculator","message_type":"Add","payload":PAYLOAD}"#,
    r#"{"correlation_id":"ID","target":"größe","message_type":"A","payload":PAYLOAD,"expects_reply":true,"expects_stream":false,"response_timeout_ms":30000}"#,
    "{ \"correlation_id\" : \"ID\",\n\"target\": \"a\", \"message_type\": \"\", \"payload\": PAYLOAD , \"stream_credit\": 7 }\n",
];

fn written(place: &str, id: &str, payload: &Value) -> String {
    let payload = String::from_utf8(encoded(Format::Json, payload)).unwrap();
    place.replacen("ID", id, 1).replacen("PAYLOAD", &payload, 1)
}

fn requests() -> impl Strategy<Value = (usize, String, String, Value)> {
    (0..PLACES.len(), "[^\"\\\\\u{0}-\u{1f}]{0,20}", values()).prop_map(|(place, id, payload)| {
        let first = written(PLACES[place], "1", &json!({"a": 1}));
        (place, first, id, payload)
    })
}

proptest! {
    #[test]
    fn a_request_that_differs_in_its_id_and_payload_alone_is_told_by_the_template(
        (place, first, id, payload) in requests()
    ) {
        let template = Template::of(&first).expect("written as usual");
        let second = written(PLACES[place], &id, &payload);
        let (told_id, told) = template.read(&second).expect("it fits");
        prop_assert_eq!(told_id, id);
        prop_assert_eq!(told.decode::<Value>().unwrap(), payload);
    }

    #[test]
    fn what_a_template_tells_is_what_the_decoder_reads(
        (place, first, id, payload) in requests(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..3, "[\"\\\\{}\\[\\],:a1 \u{e9}\u{1}]{0,3}"), 0..3),
    ) {
        let template = Template::of(&first).expect("written as usual");
        let like = Envelope::decode(Format::Json, first.as_bytes()).unwrap();
        let mut text = written(PLACES[place], &id, &payload);
        for (at, len, other) in cuts {
            let at = at.index(text.len() + 1);
            let end = (at + len).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) {
                text.replace_range(at..end, &other);
            }
        }
        let told = template.read(&text);
        let told = told.and_then(|(id, payload)| Some((id, payload.decode::<Value>()?)));
        if let Some((id, payload)) = told {
            let read = Envelope::decode(Format::Json, text.as_bytes()).expect("what is told is well formed");
            prop_assert_eq!(&read, &Envelope { correlation_id: id.into(), payload: read.payload, ..like });
            prop_assert_eq!(read.payload.decode::<Value>().unwrap(), payload);
        }
    }
}
