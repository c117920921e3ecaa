use serde_json::json;

use super::*;
use crate::{
    ErrorCode, Executed, Failure, Format, Payload,
    opened::{FORMATS, encoded},
    reply,
};

#[test]
fn a_null_reply_is_a_reply_and_an_absent_one_is_none() {
    for &format in FORMATS {
        let bytes = encoded(format, &json!({"correlation_id": "1", "success": true, "payload": null}));
        let payload = Response::decode(format, &bytes).unwrap().payload.expect("a payload");
        payload.decode::<()>().expect("which is null");
        let bytes = encoded(format, &json!({"correlation_id": "1", "success": true}));
        assert_eq!(Response::decode(format, &bytes).unwrap().payload, None);
    }
}

#[test]
fn a_failure_is_read_as_it_was_meant() {
    for &format in FORMATS {
        let mut out = Vec::new();
        reply::failure(&mut out, format, "1", &Failure::new(ErrorCode::TargetBusy, "full").retry_after(9));
        let response = Response::decode(format, &out[7..]).unwrap();
        assert_eq!(response.error_code.unwrap().parse(), Ok(ErrorCode::TargetBusy));
        assert_eq!((response.executed, response.retry_after_ms), (Some(Executed::No), Some(9)));
    }
}

#[test]
fn a_word_of_execution_that_is_not_known_yet_means_maybe() {
    for &format in FORMATS {
        let bytes = encoded(format, &json!({"correlation_id": "1", "success": false, "executed": "twice"}));
        assert_eq!(Response::decode(format, &bytes).unwrap().executed, Some(Executed::Maybe));
    }
}

#[test]
fn what_a_later_server_adds_is_ignored() {
    for &format in FORMATS {
        let bytes = encoded(
            format,
            &json!({
                "new": {"deep": [1, {"x": null}]}, "correlation_id": "s", "sequence": 0, "is_final": true, "payload": 5,
            }),
        );
        let item = StreamItem::decode(format, &bytes).unwrap();
        assert_eq!(item.payload.as_ref().map(Payload::decode::<u8>), Some(Ok(5)));
    }
}

#[test]
fn servers_without_our_additions_are_understood() {
    for &format in FORMATS {
        let bytes = encoded(
            format,
            &json!({
                "notification_id": "n", "message_type": "T", "source_actor": null, "payload": {}, "timestamp_ms": 1,
            }),
        );
        let push = Push::decode(format, &bytes).unwrap();
        assert_eq!((push.sequence, push.source_actor), (None, None));

        let bytes = encoded(
            format,
            &json!({
                "correlation_id": "1", "success": true, "actors": [{"name": "a", "ern": "e"}],
                "protocol_version": {
                    "current": 2, "min_supported": 1, "max_supported": 2, "description": "d",
                    "capabilities": {"messagepack": true, "streaming": true, "push": true, "discovery": true},
                },
            }),
        );
        let discovery = Discovery::decode(format, &bytes).unwrap();
        let capabilities = discovery.protocol_version.unwrap().capabilities;
        assert_eq!((capabilities.streaming, capabilities.cancel, capabilities.credit), (true, false, false));
        assert_eq!(discovery.actors.unwrap()[0].name, "a");
    }
}

#[test]
fn names_and_patterns_are_answered_alike() {
    for &format in FORMATS {
        for key in ["subscribed_types", "subscribed_patterns"] {
            let bytes = encoded(format, &json!({"correlation_id": "1", "success": true, key: ["A"]}));
            assert_eq!(Names::decode(format, &bytes).unwrap().names, ["A"]);
        }
    }
}

#[test]
fn bytes_of_the_wrong_format_are_an_error() {
    assert!(Response::decode(Format::Json, &[0x80]).is_err());
    assert!(Response::decode(Format::MessagePack, b"{}").is_err());
}
