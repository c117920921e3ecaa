use serde_json::{Value, json};

use super::*;
use crate::{
    ErrorCode,
    limits::MAX_CORRELATION_ID,
    opened::{FORMATS, encoded, opened},
};

fn minimal() -> Value {
    json!({"correlation_id": "1", "target": "calculator", "message_type": "Add", "payload": {"a": 1, "b": 2}})
}

fn with(key: &str, value: Value) -> Value {
    let mut envelope = minimal();
    envelope[key] = value;
    envelope
}

fn refusal(format: Format, envelope: &Value) -> String {
    let bytes = encoded(format, envelope);
    Envelope::decode(format, &bytes).expect_err("a bad envelope").to_string()
}

#[test]
fn what_is_absent_has_its_default() {
    for &format in FORMATS {
        let bytes = encoded(format, &minimal());
        let envelope = Envelope::decode(format, &bytes).unwrap();
        assert_eq!((envelope.expects_reply, envelope.expects_stream), (false, false));
        assert_eq!(envelope.response_timeout_ms, 30_000);
        assert_eq!((envelope.headers, envelope.stream_credit), (None, None));
        assert_eq!(envelope.payload.decode::<Value>().unwrap(), json!({"a": 1, "b": 2}));
    }
}

#[test]
fn strings_are_borrowed_where_nothing_is_escaped() {
    for &format in FORMATS {
        let bytes = encoded(format, &with("target", json!("Größe")));
        let envelope = Envelope::decode(format, &bytes).unwrap();
        assert!(matches!(envelope.correlation_id, Cow::Borrowed("1")));
        assert!(matches!(envelope.target, Cow::Borrowed("Größe")));
        assert!(matches!(envelope.message_type, Cow::Borrowed("Add")));
    }
}

#[test]
fn escaped_strings_and_keys_are_understood() {
    let bytes = br#"{"correlation\u005fid":"\u00fc\ud83d\ude00","target":"a\"b","message_type":"A\/B","payload":null}"#;
    let envelope = Envelope::decode(Format::Json, bytes).unwrap();
    assert_eq!(
        (&*envelope.correlation_id, &*envelope.target, &*envelope.message_type),
        ("ü😀", "a\"b", "A/B")
    );
}

#[test]
fn a_request_comes_back_as_it_was_written() {
    let headers = Headers::from([("trace".into(), "\"1\"".into()), ("ü".into(), String::new())]);
    let request = Request {
        correlation_id: "c\\",
        target: "t",
        message_type: "m",
        expects_reply: true,
        expects_stream: true,
        response_timeout_ms: Some(u64::MAX),
        headers: Some(&headers),
        stream_credit: Some(256),
    };
    for &format in FORMATS {
        let mut out = Vec::new();
        request.write(&mut out, format, &encoded(format, &json!([null])));
        let envelope = Envelope::decode(format, &out[7..]).unwrap();
        assert_eq!(
            (&*envelope.correlation_id, &*envelope.target, &*envelope.message_type),
            ("c\\", "t", "m")
        );
        assert!(envelope.expects_reply && envelope.expects_stream);
        assert_eq!((envelope.response_timeout_ms, envelope.stream_credit), (u64::MAX, Some(256)));
        assert_eq!(envelope.headers.as_deref(), Some(&headers));
        assert_eq!(envelope.payload.bytes(), encoded(format, &json!([null])));
    }
}

#[test]
fn more_than_fifteen_headers_travel() {
    let headers: Headers = (0..40).map(|n| (n.to_string(), n.to_string())).collect();
    for &format in FORMATS {
        let mut out = Vec::new();
        let request = Request { headers: Some(&headers), ..Request::default() };
        request.write(&mut out, format, &encoded(format, &json!(1)));
        let envelope = Envelope::decode(format, &out[7..]).unwrap();
        assert_eq!(envelope.headers.as_deref(), Some(&headers));
    }
}

#[test]
fn what_is_false_or_none_is_not_written() {
    for &format in FORMATS {
        let mut out = Vec::new();
        let request =
            Request { correlation_id: "1", target: "calculator", message_type: "Add", ..Request::default() };
        request.write(&mut out, format, &encoded(format, &minimal()["payload"]));
        assert_eq!(opened(&out), (FrameType::Request, format, minimal()));
    }
}

#[test]
fn each_required_field_is_named_when_missing() {
    for &format in FORMATS {
        for field in ["correlation_id", "target", "message_type", "payload"] {
            let mut envelope = minimal();
            envelope.as_object_mut().unwrap().remove(field);
            let refusal = refusal(format, &envelope);
            assert!(refusal.contains(&format!("missing field `{field}`")), "{refusal}");
        }
    }
}

#[test]
fn a_null_flag_is_an_error_and_a_null_payload_is_not() {
    for &format in FORMATS {
        for flag in ["expects_reply", "expects_stream"] {
            let refusal = refusal(format, &with(flag, json!(null)));
            assert!(refusal.contains(&format!("field `{flag}`: expected a boolean")), "{refusal}");
        }
        let bytes = encoded(format, &with("payload", json!(null)));
        Envelope::decode(format, &bytes).unwrap().payload.decode::<()>().unwrap();
    }
}

#[test]
fn a_refusal_names_the_field_and_never_what_was_sent() {
    for &format in FORMATS {
        for (field, value) in [
            ("correlation_id", json!(17)),
            ("target", json!({"secret": "secret"})),
            ("expects_reply", json!("secret, expected secret")),
            ("response_timeout_ms", json!("secret")),
            ("headers", json!("secret")),
            ("stream_credit", json!(-1)),
        ] {
            let refusal = refusal(format, &with(field, value));
            assert!(refusal.contains(&format!("field `{field}`: expected ")), "{refusal}");
            assert!(!refusal.contains("secret") && !refusal.contains("17"), "{refusal}");
        }
    }
}

#[test]
fn unknown_fields_are_ignored() {
    for &format in FORMATS {
        let bytes = encoded(format, &with("later", json!({"deep": [[1], {"x": "y"}]})));
        assert!(Envelope::decode(format, &bytes).is_ok());
    }
}

#[test]
fn an_id_is_echoed_up_to_its_limit() {
    for &format in FORMATS {
        let bytes = encoded(format, &with("correlation_id", json!("x".repeat(MAX_CORRELATION_ID))));
        assert!(Envelope::decode(format, &bytes).is_ok());
        let bytes = encoded(format, &with("correlation_id", json!("x".repeat(MAX_CORRELATION_ID + 1))));
        let error = Envelope::decode(format, &bytes).unwrap_err();
        assert_eq!(
            (error.code(), &error),
            (ErrorCode::ProtocolError, &DecodeError::IdTooLong { length: 1025 })
        );
    }
}

#[test]
fn a_field_given_twice_is_refused() {
    let bytes = br#"{"correlation_id":"1","target":"a","target":"b","message_type":"m","payload":1}"#;
    let error = Envelope::decode(Format::Json, bytes).unwrap_err();
    assert!(error.to_string().contains("duplicate field `target`"), "{error}");
}

#[test]
fn bytes_behind_the_envelope_are_refused() {
    for &format in FORMATS {
        let mut bytes = encoded(format, &minimal());
        bytes.extend_from_slice(&encoded(format, &json!(1)));
        assert!(Envelope::decode(format, &bytes).is_err());
    }
}

#[test]
fn an_empty_frame_is_no_envelope() {
    for &format in FORMATS {
        assert_eq!(Envelope::decode(format, b"").unwrap_err().code(), ErrorCode::SerializationError);
    }
}

#[test]
fn a_template_is_made_of_what_is_written_as_usual() {
    let usual = r#"{"correlation_id":"1","target":"calculator","message_type":"Add","payload":[]}"#;
    assert!(Template::of(usual).is_some());
    for other in [
        usual.replace("calculator", "calcul\\u0061tor"),
        usual.replace('}', r#","headers":{}}"#),
        usual.replace("target", "aim"),
        usual.replace("[]", "[1,]"),
        usual.replace("[]}", "[]} {}"),
        usual.replace(',', &format!(",{}", " ".repeat(1_000))),
    ] {
        assert!(Template::of(&other).is_none(), "{other}");
    }
}

#[test]
fn an_id_that_is_too_long_fits_no_template() {
    let request = |len| {
        format!(r#"{{"correlation_id":"{}","target":"t","message_type":"m","payload":1}}"#, "i".repeat(len))
    };
    let template = Template::of(&request(0)).unwrap();
    let fits = |len| template.read(&request(len)).is_some();
    assert!(fits(MAX_CORRELATION_ID) && !fits(MAX_CORRELATION_ID + 1));
    assert!(Template::of(&request(MAX_CORRELATION_ID + 1)).is_none());
}
