use serde_json::json;

use super::*;
use crate::opened::{FORMATS, encoded, opened};

const SEQUENCES: [u64; 10] = [0, 9, 10, 127, 128, 255, 65_535, 65_536, 1 << 32, u64::MAX];

#[test]
fn one_shared_body_serves_every_sequence() {
    for &format in FORMATS {
        let mut shared = Vec::new();
        let payload = encoded(format, &json!({"cents": 5}));
        encode_shared(&mut shared, format, "n1", "Price", Some("feed"), &payload, 1_700_000_000_000);
        for sequence in SEQUENCES {
            let mut out = b"queued".to_vec();
            write(&mut out, format, &shared, sequence);
            assert_eq!(out.len() - 6, framed_len(format, shared.len(), sequence));
            let expected = json!({
                "notification_id": "n1", "message_type": "Price", "source_actor": "feed", "payload": {"cents": 5},
                "timestamp_ms": 1_700_000_000_000_u64, "sequence": sequence,
            });
            assert_eq!(opened(&out[6..]), (FrameType::Push, format, expected));
        }
    }
}

#[test]
fn head_shared_and_tail_make_the_whole_frame() {
    for &format in FORMATS {
        let mut shared = Vec::new();
        encode_shared(&mut shared, format, "n", "T", None, &encoded(format, &json!(null)), 0);
        let mut whole = Vec::new();
        write(&mut whole, format, &shared, 300);
        let mut pieces = head(format, shared.len(), 300).to_vec();
        pieces.extend_from_slice(&shared);
        tail(&mut pieces, format, 300);
        assert_eq!(pieces, whole);
    }
}

#[test]
fn an_unknown_source_is_left_out() {
    for &format in FORMATS {
        let (mut shared, mut out) = (Vec::new(), Vec::new());
        encode_shared(&mut shared, format, "n", "T", None, &encoded(format, &json!(null)), 0);
        write(&mut out, format, &shared, 0);
        let (_, _, value) = opened(&out);
        assert_eq!(value.get("source_actor"), None);
    }
}
