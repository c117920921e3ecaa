//! Streams that go wrong half way.

use integration::connection::Connection;
use integration::requests::{add, request, stream};
use serde_json::json;

use crate::broken::{FORMATS, assert_refused, start};

const GOOD: u32 = 5;

#[test]
fn a_stream_that_goes_wrong_half_way_ends_with_the_reason_after_the_items_that_were_sent() {
    let cases = [
        ("Panic", "HANDLER_PANICKED", "maybe"),
        ("Oversized", "PAYLOAD_TOO_LARGE", "yes"),
        ("Unserialisable", "INTERNAL", "yes"),
        ("PanicsWhenWritten", "HANDLER_PANICKED", "maybe"),
    ];
    let server = start();
    let mut client = Connection::connect(server.socket());
    for format in FORMATS {
        for (then, code, executed) in cases {
            let tell = stream("s", "teller", "Tell", &json!({"good": GOOD, "then": then}));
            client.send(&request(format, &tell));
            for number in 0..GOOD {
                let item = client.receive().expect("an item").body();
                assert_eq!((&item["sequence"], &item["is_final"]), (&number.into(), &false.into()), "{item}");
                assert_eq!(item["payload"]["number"], number, "{item}");
            }
            let end = client.receive().expect("an end");
            assert_refused(&end, "s", code, executed);
            assert_eq!((&end.body()["sequence"], &end.body()["is_final"]), (&GOOD.into(), &true.into()));
            // Nothing of what the handler sent later.
            assert_eq!(client.ask(&add("next", 1)).sum("next"), Some(2));
        }
    }
    assert!(server.stop().status.success());
}
