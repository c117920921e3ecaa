//! Frames: headers good and bad, versions, formats, fragments, lengths.

use std::time::Duration;

use acton_reactive::ipc::Limits;
use serde_json::json;
use tokio::task::yield_now;
use tokio::time::Instant;

use crate::house::House;
use crate::peer::{
    DISCOVER, ERROR, HEARTBEAT, JSON, MESSAGEPACK, PUSH, REQUEST, RESPONSE, STREAM, call, frame, framed,
};

fn add(id: &str) -> serde_json::Value {
    call(id, "Add", &json!({"a": 20, "b": 22}))
}

/// A header of version 2 as its four parts.
fn header(length: u32, version: u8, kind: u8, format: u8) -> Vec<u8> {
    [&length.to_be_bytes()[..], &[version, kind, format]].concat()
}

#[tokio::test(start_paused = true)]
async fn i1_a_request_is_answered_under_its_id_in_its_format() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for format in [JSON, MESSAGEPACK] {
        peer.write(&framed(REQUEST, format, &add("one"))).await;
        let answer = peer.next().await;
        assert_eq!((answer.kind, answer.format), (RESPONSE, format));
        let expected = json!({"correlation_id": "one", "success": true, "payload": {"sum": 42}});
        assert_eq!(answer.body(), expected);
    }
    assert_eq!(house.stats().messages_processed, 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_of_version_1_is_answered_with_a_header_of_version_2() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let payload = add("old").to_string();
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([1, REQUEST]);
    bytes.extend(payload.as_bytes());
    peer.write(&bytes).await;
    // The peer asserts the version of every header.
    let answer = peer.next().await;
    assert_eq!((answer.format, answer.reply()), (JSON, json!({"sum": 42})));
}

#[tokio::test(start_paused = true)]
async fn i2_a_bad_header_gets_one_error_and_the_end_of_the_connection() {
    let house = House::open().await;
    let bad = [
        (header(0, 0, REQUEST, JSON), "PROTOCOL_ERROR"),
        (header(0, 3, REQUEST, JSON), "PROTOCOL_ERROR"),
        (header(0, 2, 0, JSON), "PROTOCOL_ERROR"),
        (header(0, 2, 0x0e, JSON), "PROTOCOL_ERROR"),
        (header(0, 1, PUSH, JSON), "PROTOCOL_ERROR"),
        (header(0, 2, REQUEST, 0), "PROTOCOL_ERROR"),
        (header(0, 2, REQUEST, 3), "PROTOCOL_ERROR"),
        (header(1024 * 1024 + 1, 2, REQUEST, JSON), "PAYLOAD_TOO_LARGE"),
        (header(u32::MAX, 2, REQUEST, JSON), "PAYLOAD_TOO_LARGE"),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "PROTOCOL_ERROR"),
    ];
    for (index, (bytes, code)) in (1..).zip(bad) {
        let mut peer = house.peer().await;
        peer.write(&bytes).await;
        let frames = peer.rest().await;
        assert_eq!(frames.len(), 1, "{bytes:?}");
        assert_eq!((frames[0].kind, &*frames[0].id()), (ERROR, "unknown"), "{bytes:?}");
        assert_eq!(frames[0].code(), code, "{bytes:?}");
        assert_eq!((house.stats().closed_protocol, house.stats().errors), (index, index));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_before_a_bad_header_is_answered_and_what_follows_is_not_read() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut bytes = framed(REQUEST, JSON, &call("held", "Hold", &json!({"number": 7})));
    bytes.extend(header(0, 9, REQUEST, JSON));
    bytes.extend(framed(REQUEST, JSON, &add("never")));
    peer.write(&bytes).await;
    assert_eq!(peer.next().await.id(), "unknown");
    house.gate.open(1);
    let frames = peer.rest().await;
    assert_eq!(frames.len(), 1);
    assert_eq!((&*frames[0].id(), frames[0].reply()), ("held", json!({"value": 7})));
}

#[tokio::test(start_paused = true)]
async fn a_type_that_only_servers_send_is_refused_and_the_connection_goes_on() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for kind in [RESPONSE, ERROR, PUSH, STREAM] {
        peer.write(&frame(kind, MESSAGEPACK, b"whatever")).await;
        let answer = peer.next().await;
        assert_eq!((answer.kind, &*answer.code(), &*answer.id()), (ERROR, "PROTOCOL_ERROR", "unknown"));
    }
    assert_eq!(peer.ask(&add("then")).await.reply(), json!({"sum": 42}));
    assert_eq!(house.stats().closed_protocol, 0);
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_does_not_parse_is_refused_and_the_connection_goes_on() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for kind in 1..=13_u8 {
        if [RESPONSE, ERROR, HEARTBEAT, PUSH, STREAM].contains(&kind) {
            continue;
        }
        for format in [JSON, MESSAGEPACK] {
            // Truncated, wrong, deep, lying.
            for payload in [&b"{\"corre"[..], b"\xc1", b"", &[b'['; 4_000], b"\xdf\xff\xff\xff\xff", b"1 2"] {
                peer.write(&frame(kind, format, payload)).await;
                let answer = peer.next().await;
                assert_eq!((answer.kind, &*answer.id()), (ERROR, "unknown"), "{kind} {payload:?}");
                assert_eq!(answer.format, format);
                assert_eq!(answer.code(), "SERIALIZATION_ERROR", "{kind} {payload:?}");
            }
        }
    }
    assert_eq!(peer.ask(&add("then")).await.reply(), json!({"sum": 42}));
}

#[tokio::test(start_paused = true)]
async fn i3_a_heartbeat_comes_back_as_it_was_sent() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for (format, payload) in [(JSON, &b""[..]), (JSON, b"{}"), (MESSAGEPACK, b"\xc1 not even MessagePack")] {
        peer.write(&frame(HEARTBEAT, format, payload)).await;
        let answer = peer.next().await;
        assert_eq!((answer.kind, answer.format, &*answer.payload), (HEARTBEAT, format, payload));
    }
}

#[tokio::test(start_paused = true)]
async fn a_frame_split_at_any_byte_is_answered_the_same() {
    let house = House::open().await;
    for format in [JSON, MESSAGEPACK] {
        let bytes = framed(REQUEST, format, &add("split"));
        let mut peer = house.peer().await;
        for cut in 1..bytes.len() {
            peer.write(&bytes[..cut]).await;
            yield_now().await;
            peer.write(&bytes[cut..]).await;
            assert_eq!(peer.next().await.reply(), json!({"sum": 42}), "cut at {cut}");
        }
        for byte in bytes.chunks(1) {
            peer.write(byte).await;
            yield_now().await;
        }
        assert_eq!(peer.next().await.reply(), json!({"sum": 42}));
    }
}

#[tokio::test(start_paused = true)]
async fn the_largest_payload_is_taken_and_one_byte_more_is_not() {
    let limits = Limits { max_payload: 4_096, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    let envelope = add("big").to_string();
    let largest = format!("{envelope}{}", " ".repeat(4_096 - envelope.len()));
    peer.write(&frame(REQUEST, JSON, largest.as_bytes())).await;
    assert_eq!(peer.next().await.reply(), json!({"sum": 42}));
    // The header alone is enough to say no.
    peer.write(&header(4_097, 2, REQUEST, JSON)).await;
    assert_eq!(peer.next().await.code(), "PAYLOAD_TOO_LARGE");
    assert!(peer.rest().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn i4_a_frame_begun_must_be_finished_within_10_seconds() {
    let house = House::open().await;
    for subscribed in [false, true] {
        let mut peer = house.peer().await;
        if subscribed {
            let names = json!({"correlation_id": "s", "message_types": ["Price"]});
            peer.exchange(crate::peer::SUBSCRIBE, &names).await;
        }
        let bytes = framed(REQUEST, JSON, &add("slow"));
        let begun = Instant::now();
        peer.write(&bytes[..10]).await;
        tokio::time::sleep(Duration::from_millis(9_900)).await;
        // A byte more does not renew the deadline.
        peer.write(&bytes[10..11]).await;
        let frames = peer.rest().await;
        assert_eq!(begun.elapsed().as_secs(), 10);
        assert_eq!((frames.len(), &*frames[0].code()), (1, "PROTOCOL_ERROR"));
    }
    assert_eq!(house.stats().closed_protocol, 2);

    let mut peer = house.peer().await;
    let bytes = framed(REQUEST, JSON, &add("in time"));
    peer.write(&bytes[..10]).await;
    tokio::time::sleep(Duration::from_millis(9_900)).await;
    peer.write(&bytes[10..]).await;
    assert_eq!(peer.next().await.reply(), json!({"sum": 42}));
}

#[tokio::test(start_paused = true)]
async fn each_whole_frame_gives_the_next_one_its_own_time() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let bytes = framed(REQUEST, JSON, &add("part"));
    peer.write(&bytes[..20]).await;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_secs(8)).await;
        peer.write(&[&bytes[20..], &bytes[..20]].concat()).await;
        assert_eq!(peer.next().await.reply(), json!({"sum": 42}));
    }
}

#[tokio::test(start_paused = true)]
async fn discovery_lists_actors_and_types_and_leaves_out_what_was_not_asked() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let all = peer.exchange(DISCOVER, &json!({"correlation_id": "d"})).await;
    assert_eq!((all.kind, all.format), (RESPONSE, JSON));
    let all = all.body();
    assert_eq!((&all["correlation_id"], &all["success"]), (&json!("d"), &json!(true)));
    assert_eq!(all["actors"], json!([{"name": "desk", "ern": house.desk.ern()}]));
    assert!(all["message_types"].as_array().unwrap().contains(&json!("Add")));
    let version = &all["protocol_version"];
    assert_eq!([&version["current"], &version["min_supported"], &version["max_supported"]], [2, 1, 2]);
    for capability in ["messagepack", "streaming", "push", "discovery", "cancel", "credit"] {
        assert_eq!(version["capabilities"][capability], json!(true), "{capability}");
    }
    let asked = json!({"correlation_id": "d", "include_actors": false, "include_message_types": false});
    let less = peer.exchange(DISCOVER, &asked).await.body();
    assert!(less.get("actors").is_none() && less.get("message_types").is_none(), "{less}");

    house.desk.stop().await;
    let after = peer.exchange(DISCOVER, &json!({"correlation_id": "d"})).await.body();
    assert_eq!(after["actors"], json!([]));
}
