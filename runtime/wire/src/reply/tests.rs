use serde_json::json;

use super::*;
use crate::{
    ErrorCode, Executed,
    opened::{FORMATS, encoded, opened},
};

#[test]
fn a_reply_is_written_around_a_value_that_is_encoded_already() {
    for &format in FORMATS {
        let mut out = Vec::new();
        response(&mut out, format, "a \"quoted\" id", &encoded(format, &json!({"sum": 3})));
        let expected = json!({"correlation_id": "a \"quoted\" id", "success": true, "payload": {"sum": 3}});
        assert_eq!(opened(&out), (FrameType::Response, format, expected));
    }
}

#[test]
fn fields_are_written_in_the_order_of_the_specification() {
    let mut out = Vec::new();
    let refusal = Failure::new(ErrorCode::TargetBusy, "the mailbox is full").retry_after(50).limit(7);
    failure(&mut out, Format::Json, "1", &refusal);
    assert_eq!(
        std::str::from_utf8(&out[7..]).unwrap(),
        "{\"correlation_id\":\"1\",\"success\":false,\"error\":\"TargetBusy: the mailbox is full\",\
         \"error_code\":\"TARGET_BUSY\",\"payload\":{\"limit\":7},\"executed\":\"no\",\"retry_after_ms\":50}"
    );
}

#[test]
fn a_stream_counts_its_items_and_ends_without_a_payload() {
    for &format in FORMATS {
        let mut out = Vec::new();
        stream_item(&mut out, format, "s", 70_000, &encoded(format, &json!([1, 2])));
        let item = json!({"correlation_id": "s", "sequence": 70_000, "is_final": false, "payload": [1, 2]});
        assert_eq!(opened(&out), (FrameType::Stream, format, item));

        out.clear();
        stream_end(&mut out, format, "s", 70_001);
        let end = json!({"correlation_id": "s", "sequence": 70_001, "is_final": true});
        assert_eq!(opened(&out), (FrameType::Stream, format, end));
    }
}

#[test]
fn items_are_numbered_as_if_each_was_written_alone() {
    // Where a number gets longer, where it does not, and where it begins again.
    let numbers = (0..1_300).chain(65_500..65_600).chain([u32::MAX - 1, u32::MAX, 0, 1, 7, 6]);
    for &format in FORMATS {
        let mut head = ItemHead::new(format, "s");
        for sequence in numbers.clone() {
            let payload = encoded(format, &json!(sequence));
            let mut out = b"queued".to_vec();
            head.write(&mut out, sequence, payload.len());
            out.extend_from_slice(&payload);
            out.extend_from_slice(tail(format));
            let item =
                json!({"correlation_id": "s", "sequence": sequence, "is_final": false, "payload": sequence});
            assert_eq!(opened(&out[6..]), (FrameType::Stream, format, item));
            let mut alone = Vec::new();
            stream_item(&mut alone, format, "s", sequence, &payload);
            assert_eq!(out[6..], alone);
        }
    }
}

#[test]
fn a_failed_stream_ends_in_a_stream_frame() {
    for &format in FORMATS {
        let mut out = Vec::new();
        let stalled = Failure::new(ErrorCode::TargetBusy, "the stream stalled").executed(Executed::Maybe);
        stream_failure(&mut out, format, "s", 3, &stalled);
        let expected = json!({
            "correlation_id": "s", "sequence": 3, "is_final": true, "error": "TargetBusy: the stream stalled",
            "error_code": "TARGET_BUSY", "executed": "maybe",
        });
        assert_eq!(opened(&out), (FrameType::Stream, format, expected));
    }
}

#[test]
fn fire_and_forget_is_answered_delivered() {
    for &format in FORMATS {
        let mut out = Vec::new();
        delivered(&mut out, format, "");
        let expected = json!({"correlation_id": "", "success": true, "payload": {"status": "delivered"}});
        assert_eq!(opened(&out), (FrameType::Response, format, expected));
    }
}

#[test]
fn frames_are_appended_to_what_is_there() {
    for &format in FORMATS {
        let (mut alone, mut queued) = (Vec::new(), b"queued".to_vec());
        for out in [&mut alone, &mut queued] {
            response(out, format, "1", &encoded(format, &json!(null)));
        }
        assert_eq!(queued[6..], alone);
    }
}

#[cfg(not(feature = "messagepack"))]
#[test]
fn a_build_without_messagepack_answers_it_in_json() {
    let mut out = Vec::new();
    let error = crate::Envelope::decode(Format::MessagePack, &[0x80]).unwrap_err();
    failure(&mut out, Format::MessagePack, "unknown", &Failure::from(&error));
    let (kind, format, value) = opened(&out);
    assert_eq!((kind, format), (FrameType::Error, Format::Json));
    assert_eq!(value["error_code"], "UNSUPPORTED_FORMAT");
}
