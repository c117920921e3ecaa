use serde_json::{Value, json};

use super::*;
use crate::{
    ErrorCode,
    opened::{FORMATS, encoded, opened},
};

#[test]
fn the_full_set_is_always_there_even_empty() {
    for &format in FORMATS {
        let mut out = Vec::new();
        subscribed(&mut out, format, "1", []);
        let expected = json!({"correlation_id": "1", "success": true, "subscribed_types": []});
        assert_eq!(opened(&out), (FrameType::Response, format, expected));
    }
}

#[test]
fn lists_of_any_length_are_counted_right() {
    let names: Vec<String> = (0..70_000).map(|n| n.to_string()).collect();
    for &format in FORMATS {
        for count in [1, 15, 16, 65_535, 65_536] {
            let mut out = Vec::new();
            patterns(&mut out, format, "1", names[..count].iter().map(String::as_str));
            let (_, _, value) = opened(&out);
            assert_eq!(value["subscribed_patterns"].as_array().map(Vec::len), Some(count));
        }
    }
}

#[test]
fn a_refused_subscription_is_an_error_frame_and_a_refused_pattern_a_response() {
    let failure = Failure::new(ErrorCode::QuotaExceeded, "256 subscriptions are the limit");
    for &format in FORMATS {
        let mut out = Vec::new();
        subscription_failure(&mut out, format, "1", ["A"], &failure);
        let mut expected = json!({
            "correlation_id": "1", "success": false, "error": "QuotaExceeded: 256 subscriptions are the limit",
            "subscribed_types": ["A"], "error_code": "QUOTA_EXCEEDED",
        });
        assert_eq!(opened(&out), (FrameType::Error, format, expected.clone()));

        out.clear();
        pattern_failure(&mut out, format, "1", ["A*"], &failure);
        expected.as_object_mut().unwrap().remove("subscribed_types");
        expected["subscribed_patterns"] = json!(["A*"]);
        assert_eq!(opened(&out), (FrameType::Response, format, expected));
    }
}

#[test]
fn names_and_patterns_are_not_taken_for_each_other() {
    for &format in FORMATS {
        let names = encoded(format, &json!({"correlation_id": "1", "message_types": ["A", "B"]}));
        let patterns = encoded(format, &json!({"correlation_id": "1", "patterns": ["A*"]}));
        assert_eq!(NamesRequest::decode_types(format, &names).unwrap().names, ["A", "B"]);
        assert_eq!(NamesRequest::decode_patterns(format, &patterns).unwrap().names, ["A*"]);
        let error = NamesRequest::decode_types(format, &patterns).unwrap_err();
        assert!(error.to_string().contains("missing field `message_types`"), "{error}");
        assert!(NamesRequest::decode_patterns(format, &names).is_err());
    }
}

#[test]
fn names_that_are_not_strings_are_refused_by_field() {
    for &format in FORMATS {
        for names in [json!(null), json!("A"), json!(["A", 1]), json!({"A": 1})] {
            let bytes = encoded(format, &json!({"correlation_id": "1", "message_types": names}));
            let error = NamesRequest::decode_types(format, &bytes).unwrap_err();
            assert!(error.to_string().contains("field `message_types"), "{error}");
        }
    }
}

#[test]
fn names_are_borrowed_where_nothing_is_escaped() {
    for &format in FORMATS {
        let bytes = encoded(format, &json!({"correlation_id": "1", "message_types": ["Größe"]}));
        let request = NamesRequest::decode_types(format, &bytes).unwrap();
        assert!(matches!(request.names[0], std::borrow::Cow::Borrowed("Größe")));
    }
}

#[test]
fn ids_and_names_are_escaped_as_json_demands() {
    let mut out = Vec::new();
    subscribed(&mut out, Format::Json, "\u{1}\"\\", ["\n"]);
    let (_, _, value) = opened(&out);
    assert_eq!(
        (&value["correlation_id"], &value["subscribed_types"][0]),
        (&json!("\u{1}\"\\"), &Value::from("\n"))
    );
}
