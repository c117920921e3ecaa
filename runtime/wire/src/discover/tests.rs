use serde_json::json;

use super::*;
use crate::opened::{FORMATS, encoded, opened};

type Actors = [(&'static str, &'static str); 1];
type Types = [&'static str; 2];

#[test]
fn everything_is_told_unless_it_is_not_wanted() {
    for &format in FORMATS {
        let bytes = encoded(format, &json!({"correlation_id": "1", "include_actors": false}));
        let request = DiscoverRequest::decode(format, &bytes).unwrap();
        assert_eq!((request.include_actors, request.include_message_types), (false, true));
    }
}

#[test]
fn the_answer_lists_actors_types_and_what_is_spoken() {
    for &format in FORMATS {
        let mut out = Vec::new();
        let actors: Actors = [("calculator", "ern:acton:reactive:component:calculator_0")];
        let types: Types = ["Add", "Sub"];
        discovered(&mut out, format, "1", &ProtocolVersion::OURS, Some(actors), Some(types));
        let expected = json!({
            "correlation_id": "1",
            "success": true,
            "protocol_version": {
                "current": 2, "min_supported": 1, "max_supported": 2,
                "description": ProtocolVersion::OURS.description,
                "capabilities": {
                    "messagepack": Format::MessagePack.is_supported(), "streaming": true, "push": true,
                    "discovery": true, "cancel": true, "credit": true,
                },
            },
            "actors": [{"name": "calculator", "ern": "ern:acton:reactive:component:calculator_0"}],
            "message_types": ["Add", "Sub"],
        });
        assert_eq!(opened(&out), (FrameType::Response, format, expected));
    }
}

#[test]
fn a_list_that_was_not_asked_for_is_left_out() {
    for &format in FORMATS {
        let mut out = Vec::new();
        discovered(&mut out, format, "1", &ProtocolVersion::OURS, None::<Actors>, None::<Types>);
        let (_, _, value) = opened(&out);
        assert_eq!((value.get("actors"), value.get("message_types")), (None, None));
    }
}
