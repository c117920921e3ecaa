//! Replies that never come, are too large, or cannot be written.

use integration::connection::Connection;
use integration::requests::{add, call, request, within};
use serde_json::{Value, json};

use crate::broken::{FORMATS, assert_refused, start};

/// The largest reply, with its envelope.
const LARGEST: usize = 16 << 20;

fn clerk(message_type: &str, payload: &Value) -> Value {
    call("r", "clerk", message_type, payload)
}

#[test]
fn a_reply_that_cannot_be_sent_or_never_comes_is_an_answer_with_a_code_and_the_connection_goes_on() {
    let cases = [
        (clerk("Forget", &json!(null)), "IO_ERROR", "yes"),
        (within(clerk("Keep", &json!(null)), 50), "TIMEOUT", "maybe"),
        (clerk("Fill", &json!({"bytes": LARGEST})), "PAYLOAD_TOO_LARGE", "yes"),
        (clerk("Write", &json!({"panics": false})), "INTERNAL", "yes"),
        (clerk("Write", &json!({"panics": true})), "HANDLER_PANICKED", "maybe"),
    ];
    let server = start();
    let mut client = Connection::connect(server.socket());
    for format in FORMATS {
        for (fields, code, executed) in &cases {
            let answer = client.ask(&request(format, fields));
            assert_refused(&answer, "r", code, executed);
            // Not half a frame of it was left behind.
            assert_eq!(client.ask(&add("next", 1)).sum("next"), Some(2));
        }
        let largest = client.ask(&request(format, &clerk("Fill", &json!({"bytes": LARGEST - 1_000}))));
        assert_eq!(largest.body()["payload"]["text"].as_str().map(str::len), Some(LARGEST - 1_000));
    }
    assert!(server.stop().status.success());
}
