use serde_json::json;

use super::*;
use crate::opened::{FORMATS, encoded, opened};

#[test]
fn credit_is_a_count_of_items() {
    for &format in FORMATS {
        let mut out = Vec::new();
        Credit { correlation_id: "s".into(), items: u32::MAX }.write(&mut out, format);
        let expected = json!({"correlation_id": "s", "items": u32::MAX});
        assert_eq!(opened(&out), (FrameType::Credit, format, expected));

        for items in [json!(-1), json!(u64::from(u32::MAX) + 1), json!(1.5), json!(null)] {
            let bytes = encoded(format, &json!({"correlation_id": "s", "items": items}));
            let error = Credit::decode(format, &bytes).unwrap_err();
            assert!(error.to_string().contains("field `items`: expected u32"), "{error}");
        }
    }
}

#[test]
fn cancel_names_an_id() {
    for &format in FORMATS {
        let mut out = Vec::new();
        Cancel { correlation_id: "7".into() }.write(&mut out, format);
        assert_eq!(opened(&out), (FrameType::Cancel, format, json!({"correlation_id": "7"})));
        assert!(Cancel::decode(format, &encoded(format, &json!({}))).is_err());
    }
}
