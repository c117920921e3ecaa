//! Connections: who may have one, how many, at what rate, and how each of them ends.

use std::time::Duration;

use acton_reactive::ipc::{AccessPolicy, Limits, RateLimitConfig};
use acton_reactive::prelude::*;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep};

use crate::house::{House, in_memory};
use crate::messages::Price;
use crate::peer::{
    DISCOVER, ERROR, Frame, HEARTBEAT, JSON, REQUEST, RESPONSE, STREAM, SUBSCRIBE, SUBSCRIBE_PATTERNS, call,
    frame, framed, post, stream, with,
};

fn text(id: &str) -> serde_json::Value {
    call(id, "Text", &json!({"text": "x"}))
}

#[tokio::test(start_paused = true)]
async fn i36_one_connection_too_many_is_told_so_and_closed() {
    let house = House::configured(|builder| builder.max_connections(2)).await;
    let (mut first, second) = (house.peer().await, house.peer().await);
    first.ask(&text("1")).await;
    let mut third = house.peer().await;
    third.request(&text("eager")).await;
    let frames = third.rest().await;
    assert_eq!((frames.len(), frames[0].kind, frames[0].format), (1, ERROR, JSON));
    let body = frames[0].body();
    assert_eq!(body["correlation_id"], json!("__acton_connection_rejected__"));
    assert_eq!(
        (&body["error_code"], &body["executed"], &body["payload"]),
        (&json!("CONNECTION_LIMIT_REACHED"), &json!("no"), &json!({"limit": 2}))
    );
    let begins = "ConnectionLimitReached: Server refused the connection: ";
    assert!(body["error"].as_str().unwrap().starts_with(begins), "{body}");
    assert_eq!((house.stats().connections_accepted, house.stats().connections_refused), (2, 1));

    drop(second);
    sleep(Duration::from_millis(1)).await;
    assert_eq!(house.peer().await.ask(&text("now")).await.kind, RESPONSE);
}

struct Nobody;

impl AccessPolicy for Nobody {
    fn admit(&self, _caller: &Caller) -> bool {
        false
    }
}

#[tokio::test(start_paused = true)]
async fn i37_who_may_not_connect_is_told_so_and_closed() {
    let house = House::configured(|builder| builder.access(Nobody)).await;
    let frames = house.peer().await.rest().await;
    assert_eq!((frames.len(), frames[0].kind, &*frames[0].code()), (1, ERROR, "ACCESS_DENIED"));
    assert_eq!(frames[0].id(), "__acton_connection_rejected__");
    assert_eq!((house.stats().connections_refused, house.stats().active_connections), (1, 0));
}

/// Allows reading prices; panics when asked about trades.
struct Prices;

impl AccessPolicy for Prices {
    fn request(&self, caller: &Caller, target: &str, message_type: &str) -> bool {
        assert!(caller.pid.is_none_or(|pid| pid > 0) && target == "desk");
        assert_ne!(message_type, "Trade", "a policy's own mistake");
        message_type == "Read"
    }

    fn subscribe(&self, _caller: &Caller, name: &str) -> bool {
        name.starts_with("Price")
    }

    fn discover(&self, _caller: &Caller) -> bool {
        false
    }
}

#[tokio::test(start_paused = true)]
async fn i38_the_access_policy_decides_on_each_request_subscription_and_discovery() {
    let house = House::configured(|builder| builder.access(Prices)).await;
    let mut peer = house.peer().await;
    assert_eq!(peer.ask(&call("1", "Read", &json!(null))).await.kind, RESPONSE);
    for (envelope, kind) in [
        (text("1"), ERROR),
        (stream("1", "Count", &json!({"to": 1})), STREAM),
        // Asked before anything is looked up; a panic is a no.
        (call("1", "Nonsense", &json!(null)), ERROR),
        (call("1", "Trade", &json!(null)), ERROR),
    ] {
        let refused = peer.ask(&envelope).await;
        assert_eq!((refused.kind, &*refused.code()), (kind, "ACCESS_DENIED"));
        assert_eq!(refused.body()["executed"], json!("no"));
    }
    let both = json!({"correlation_id": "s", "message_types": ["Price", "Trade"]});
    let refused = peer.exchange(SUBSCRIBE, &both).await;
    assert_eq!((&*refused.code(), &refused.body()["subscribed_types"]), ("ACCESS_DENIED", &json!([])));
    let pattern = json!({"correlation_id": "s", "patterns": ["*"]});
    assert_eq!(peer.exchange(SUBSCRIBE_PATTERNS, &pattern).await.code(), "ACCESS_DENIED");
    assert_eq!(peer.exchange(DISCOVER, &json!({"correlation_id": "d"})).await.code(), "ACCESS_DENIED");
}

#[tokio::test(start_paused = true)]
async fn i39_past_the_rate_a_request_is_refused_with_the_time_to_wait() {
    // The rate's clock is real: one a second adds none while three leave at once.
    let rate = RateLimitConfig { requests_per_second: 1, burst_size: 3 };
    let house = House::configured(|builder| builder.rate_limit(rate)).await;
    let mut peer = house.peer().await;
    for _ in 0..3 {
        peer.ask(&post("1", "Note", &json!({"number": 1}))).await.reply();
    }
    for (envelope, kind) in [(text("1"), ERROR), (stream("1", "Count", &json!({"to": 1})), STREAM)] {
        let refused = peer.ask(&envelope).await;
        let body = refused.body();
        assert_eq!((refused.kind, &*refused.code()), (kind, "RATE_LIMITED"));
        let ms = body["retry_after_ms"].as_u64().unwrap();
        assert!((1..=1_001).contains(&ms), "{body}");
        let error = body["error"].as_str().unwrap();
        assert!(
            error.starts_with("RateLimited: ") && error.ends_with(&format!("retry after {ms} ms")),
            "{error}"
        );
        assert_eq!(body["executed"], json!("no"));
    }
    // Other frames cost nothing, and another connection has a bucket of its own.
    peer.write(&frame(HEARTBEAT, JSON, b"")).await;
    assert_eq!(peer.next().await.kind, HEARTBEAT);
    assert_eq!(house.peer().await.ask(&text("1")).await.kind, RESPONSE);
}

#[tokio::test(start_paused = true)]
async fn i40_an_idle_connection_is_closed_after_30_seconds() {
    let house = House::open().await;
    let mut idle = house.peer().await;
    let mut subscribed = house.peer().await;
    let mut waiting = house.peer().await;
    subscribed.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    waiting.request(&with(call("h", "Hold", &json!({"number": 1})), "response_timeout_ms", 0)).await;
    let begun = Instant::now();
    // A frame restarts the clock.
    sleep(Duration::from_secs(29)).await;
    idle.ask(&text("1")).await;
    assert!(idle.rest().await.is_empty());
    assert_eq!((begun.elapsed().as_secs(), house.stats().closed_idle), (59, 1));
    // The peer learns it when it writes next.
    assert!(idle.stream.write_all(b"x").await.is_err());
    // A subscription, and a request in flight, keep a connection.
    sleep(Duration::from_secs(100)).await;
    assert_eq!((house.stats().closed_idle, house.stats().active_connections), (1, 2));
    // So does the answer, for as long again.
    house.gate.open(1);
    assert_eq!(waiting.next().await.id(), "h");
    let answered = Instant::now();
    assert!(waiting.rest().await.is_empty());
    assert_eq!(answered.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn i41_a_peer_that_stops_sending_gets_every_answer_and_then_the_end() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    let mut bytes = framed(REQUEST, JSON, &call("held", "Hold", &json!({"number": 1})));
    bytes.extend(framed(REQUEST, JSON, &stream("items", "Count", &json!({"to": 3}))));
    for _ in 0..3_000 {
        bytes.extend(framed(REQUEST, JSON, &text("t")));
    }
    let (mut read, mut write) = tokio::io::split(peer.stream);
    let writing = tokio::spawn(async move {
        write.write_all(&bytes).await.unwrap();
        write.shutdown().await.unwrap();
    });
    let gate = house.gate.clone();
    let opening = tokio::spawn(async move {
        sleep(Duration::from_secs(5)).await;
        gate.open(1);
    });
    let mut answers = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut read, &mut answers).await.unwrap();
    writing.await.unwrap();
    opening.await.unwrap();
    let (mut frames, mut rest) = (0, &answers[..]);
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        frames += 1;
        rest = &rest[7 + u32::from_be_bytes(*length) as usize..];
    }
    // The held one, three items and their end, the texts.
    assert_eq!(frames, 1 + 4 + 3_000);
}

#[tokio::test(start_paused = true)]
async fn what_a_refused_peer_sent_already_does_not_turn_the_refusal_into_a_reset() {
    let house = House::configured(|builder| builder.max_connections(1)).await;
    let mut first = house.peer().await;
    first.ask(&text("1")).await;
    let mut eager = house.peer().await;
    eager.write(&framed(REQUEST, JSON, &text("eager")).repeat(20)).await;
    let mut refusal = Vec::new();
    let read = tokio::io::AsyncReadExt::read_to_end(&mut eager.stream, &mut refusal).await;
    assert_eq!(read.expect("the end, and no reset"), refusal.len());
    let (length, rest) = refusal.split_first_chunk::<4>().expect("a header");
    assert_eq!((rest[1], 7 + u32::from_be_bytes(*length) as usize), (ERROR, refusal.len()));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_stops_sending_has_no_subscription_any_more() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    peer.request(&call("held", "Hold", &json!({"number": 1}))).await;
    peer.half_close().await;
    sleep(Duration::from_millis(1)).await;
    house.runtime.broker().broadcast(Price { text: "12".to_owned() }).await;
    house.gate.open(1);
    let frames = peer.rest().await;
    assert_eq!((frames.len(), &*frames[0].id()), (1, "held"), "{frames:?}");
}

#[tokio::test(start_paused = true)]
async fn a_half_sent_frame_before_the_half_close_is_a_protocol_error() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.write(&[&framed(REQUEST, JSON, &text("whole"))[..], &[0, 0]].concat()).await;
    peer.half_close().await;
    // The answer comes before or after, as the actor gets to it.
    let mut frames = peer.rest().await;
    frames.sort_by_key(Frame::id);
    assert_eq!(frames.len(), 2);
    assert_eq!(
        (&*frames[0].id(), &*frames[0].code(), &*frames[1].id()),
        ("unknown", "PROTOCOL_ERROR", "whole")
    );
    assert_eq!(house.stats().closed_protocol, 1);
}

#[tokio::test(start_paused = true)]
async fn i42_a_connection_that_vanishes_takes_what_had_not_started_along_within_a_second() {
    // Read as usual, half-closed before, or not read any more: noticed all the same.
    for (half_closed, in_flight) in [(false, 2), (true, 2), (false, 1_024)] {
        let house = House::open().await;
        let mut peer = house.peer().await;
        peer.request(&call("running", "HoldAlone", &json!({"number": 1}))).await;
        for _ in 1..in_flight {
            peer.request(&call("waits", "HoldAlone", &json!({"number": 2}))).await;
        }
        if half_closed {
            peer.half_close().await;
        }
        sleep(Duration::from_millis(1)).await;
        drop(peer);
        sleep(Duration::from_secs(1)).await;
        assert_eq!(house.stats().active_connections, 0, "{half_closed} {in_flight}");
        house.gate.open(10);
        assert_eq!(house.notes().await, [1]);
    }
}

#[tokio::test(start_paused = true)]
async fn where_a_peer_cannot_be_kept_from_writing_it_is_refused_for_a_second_before_the_end() {
    let house = House::open().await;
    let builder = house.runtime.ipc_listener().connection_timeout(Duration::from_secs(2));
    let (_listener, mut peer) = in_memory(builder).await;
    assert_eq!(peer.ask(&text("in time")).await.kind, RESPONSE);
    sleep(Duration::from_millis(2_500)).await;
    let late = peer.ask(&text("late")).await;
    assert_eq!((&*late.id(), &*late.code()), ("late", "SHUTTING_DOWN"));
    assert_eq!(late.body()["executed"], json!("no"));
    let begun = Instant::now();
    assert!(peer.rest().await.is_empty());
    assert_eq!(begun.elapsed().as_millis(), 500);
}

#[tokio::test(start_paused = true)]
async fn a_connection_in_memory_that_ends_with_a_request_in_flight_waits_for_its_answer() {
    let house = House::open().await;
    let (_listener, mut peer) = in_memory(house.runtime.ipc_listener()).await;
    peer.request(&call("held", "Hold", &json!({"number": 1}))).await;
    peer.write(b"GET / HTTP/1.1\r\n\r\n").await;
    assert_eq!(peer.next().await.code(), "PROTOCOL_ERROR");
    // Far past the second for which a peer is listened to.
    sleep(Duration::from_secs(5)).await;
    house.gate.open(1);
    assert_eq!(peer.next().await.id(), "held");
    assert!(peer.rest().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_connection_in_memory_that_did_not_finish_a_frame_is_read_for_a_second_and_answered_no_more() {
    let house = House::open().await;
    let (_listener, mut peer) = in_memory(house.runtime.ipc_listener()).await;
    peer.request(&with(call("held", "Hold", &json!({"number": 1})), "response_timeout_ms", 10_200)).await;
    peer.write(&framed(REQUEST, JSON, &text("half"))[..9]).await;
    assert_eq!(peer.next().await.code(), "PROTOCOL_ERROR");
    let begun = Instant::now();
    peer.request(&text("a whole one")).await;
    // What else happens meanwhile makes the second no longer.
    assert_eq!(peer.next().await.code(), "TIMEOUT");
    assert!(peer.rest().await.is_empty());
    assert_eq!(begun.elapsed().as_millis(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn timeouts_that_mean_never_are_taken_and_answer() {
    let never = Duration::MAX;
    let limits =
        Limits { write_timeout: never, frame_timeout: never, response_timeout: never, ..Limits::default() };
    let house = House::configured(|builder| builder.connection_timeout(never).limits(limits)).await;
    let mut peer = house.peer().await;
    let patient = with(text("1"), "response_timeout_ms", 0);
    assert_eq!(peer.ask(&patient).await.kind, RESPONSE);
    // And once more, begun and finished in two halves.
    let bytes = framed(REQUEST, JSON, &text("2"));
    peer.write(&bytes[..9]).await;
    peer.write(&bytes[9..]).await;
    assert_eq!(peer.next().await.id(), "2");
}
