//! Pushes: what a subscriber receives of a broadcast, in which order, and how a loss shows.

use std::time::Duration;

use acton_reactive::ipc::Limits;
use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::time::sleep;

use crate::house::House;
use crate::messages::{Note, Price, Trade};
use crate::peer::{
    JSON, MESSAGEPACK, PUSH, Peer, SUBSCRIBE, SUBSCRIBE_PATTERNS, UNSUBSCRIBE, call, frame, framed, post,
};

async fn subscriber(house: &House, names: &[&str]) -> Peer<UnixStream> {
    let mut peer = house.peer().await;
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": names})).await;
    peer
}

fn price(text: impl Into<String>) -> Price {
    Price { text: text.into() }
}

fn sequence(body: &Value) -> u64 {
    body["sequence"].as_u64().unwrap()
}

#[tokio::test(start_paused = true)]
async fn i32_a_broadcast_is_one_push_to_each_connection_that_subscribed() {
    let house = House::open().await;
    let mut subscribed = subscriber(&house, &["Price"]).await;
    // An overlap is no second push.
    subscribed.exchange(SUBSCRIBE_PATTERNS, &json!({"correlation_id": "s", "patterns": ["P*", "*"]})).await;
    let mut deaf = subscriber(&house, &["Trade"]).await;
    house.runtime.broker().broadcast(price("12")).await;
    house.runtime.broker().broadcast(Trade { text: "13".to_owned() }).await;

    let push = subscribed.next().await;
    let body = push.body();
    assert_eq!((push.kind, push.format), (PUSH, JSON));
    assert_eq!((&body["message_type"], &body["payload"]), (&json!("Price"), &json!({"text": "12"})));
    assert!(body["notification_id"].is_string() && body["timestamp_ms"].is_u64(), "{body}");
    assert!(body.get("source_actor").is_none(), "nobody's broadcast names nobody");
    // The last key, so that a peer that reads the rest sees nothing new.
    assert!(String::from_utf8(push.payload.clone()).unwrap().ends_with(",\"sequence\":0}"));
    assert_eq!(subscribed.next().await.body()["message_type"], json!("Trade"));
    assert_eq!(deaf.next().await.body()["message_type"], json!("Trade"));
    assert_eq!((house.stats().pushes_sent, house.stats().pushes_dropped), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_push_comes_in_the_format_of_the_subscribe_frame() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for format in [MESSAGEPACK, JSON] {
        peer.write(&framed(SUBSCRIBE, format, &json!({"correlation_id": "s", "message_types": ["Price"]})))
            .await;
        peer.next().await;
        // The format of other requests changes nothing.
        peer.write(&framed(1, 3 - format, &call("1", "Text", &json!({"text": "x"})))).await;
        peer.next().await;
        house.runtime.broker().broadcast(price("12")).await;
        let push = peer.next().await;
        assert_eq!((push.kind, push.format), (PUSH, format));
        assert_eq!(push.body()["payload"], json!({"text": "12"}));
    }
}

#[tokio::test(start_paused = true)]
async fn a_push_names_the_actor_that_broadcast() {
    let house = House::built(
        |desk| {
            desk.mutate_on::<Note>(|_, _| Reply::ready());
        },
        |builder| builder,
    )
    .await;
    let broker = house.runtime.broker();
    let mut runtime = ActonApp::launch();
    let mut other = runtime.new_actor_with_name::<crate::house::Desk>("reporter".to_owned());
    other.mutate_on::<Note>(move |_, _| {
        let broker = broker.clone();
        Reply::pending(async move { broker.broadcast(price("1")).await })
    });
    let reporter = other.start().await;
    let mut peer = subscriber(&house, &["Price"]).await;
    reporter.send(Note { number: 1 }).await.unwrap();
    assert_eq!(peer.next().await.body()["source_actor"], json!("reporter"));
}

#[tokio::test(start_paused = true)]
async fn i33_the_answer_to_subscribe_precedes_its_first_push_and_none_follows_that_to_unsubscribe() {
    let house = House::open().await;
    let broker = house.runtime.broker();
    let feed = tokio::spawn(async move {
        loop {
            broker.broadcast(price("tick")).await;
            tokio::task::yield_now().await;
        }
    });
    let mut peer = house.peer().await;
    for round in 0..50 {
        let names = json!({"correlation_id": "on", "message_types": ["Price"]});
        let first = peer.exchange(SUBSCRIBE, &names).await;
        assert_eq!((first.kind, &*first.id()), (2, "on"), "round {round}");
        assert_eq!(peer.next().await.kind, PUSH);
        peer.send(UNSUBSCRIBE, &json!({"correlation_id": "off", "message_types": []})).await;
        while peer.next().await.kind == PUSH {}
        // What comes next answers this, not a broadcast.
        let next = peer.ask(&call("then", "Text", &json!({"text": "x"}))).await;
        assert_eq!(next.id(), "then");
    }
    feed.abort();
}

#[tokio::test(start_paused = true)]
async fn i34_pushes_of_each_type_are_numbered_from_0_for_as_long_as_the_connection_lives() {
    let house = House::open().await;
    let mut peer = subscriber(&house, &["Price", "Trade"]).await;
    for number in 0..3 {
        house.runtime.broker().broadcast(price("x")).await;
        let body = peer.next().await.body();
        assert_eq!((&body["message_type"], sequence(&body)), (&json!("Price"), number));
    }
    house.runtime.broker().broadcast(Trade { text: "x".to_owned() }).await;
    assert_eq!(sequence(&peer.next().await.body()), 0);
    // What is broadcast while nothing is subscribed is no loss.
    peer.exchange(UNSUBSCRIBE, &json!({"correlation_id": "s", "message_types": []})).await;
    house.runtime.broker().broadcast(price("unheard")).await;
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    house.runtime.broker().broadcast(price("x")).await;
    assert_eq!(sequence(&peer.next().await.body()), 3);
}

#[tokio::test(start_paused = true)]
async fn i35_a_subscriber_that_reads_too_slowly_loses_the_oldest_pushes_and_sees_the_gap() {
    let house = House::open().await;
    let mut slow = subscriber(&house, &["Price"]).await;
    let mut healthy = subscriber(&house, &["Price"]).await;
    let text = "x".repeat(10_000);
    for _ in 0..400 {
        house.runtime.broker().broadcast(price(&text)).await;
        assert_eq!(healthy.next().await.kind, PUSH);
    }
    let dropped = house.stats().pushes_dropped;
    // 4 MB were pushed; 1 MiB waits here and some more in the kernel.
    assert!((200..300).contains(&dropped), "{dropped}");
    let mut seen = Vec::new();
    while seen.last() != Some(&399) {
        seen.push(sequence(&slow.next().await.body()));
    }
    assert_eq!(seen.len() as u64 + dropped, 400);
    assert!(seen.is_sorted());
    // What the kernel had taken is whole, and so is the newest megabyte; the gap is between.
    let gaps = seen.windows(2).filter(|pair| pair[1] != pair[0] + 1).count();
    assert_eq!((seen[0], gaps), (0, 1));
    // It goes on without a gap.
    house.runtime.broker().broadcast(price(&text)).await;
    assert_eq!(sequence(&slow.next().await.body()), 400);
    assert_eq!(house.stats().pushes_sent, 2 * 401);
}

#[tokio::test(start_paused = true)]
async fn replies_are_never_dropped_for_pushes() {
    let house = House::open().await;
    let mut peer = subscriber(&house, &["Price"]).await;
    let text = "x".repeat(10_000);
    for number in 0..400 {
        house.runtime.broker().broadcast(price(&text)).await;
        if number % 10 == 0 {
            peer.request(&post(&number.to_string(), "Note", &json!({"number": number}))).await;
            sleep(Duration::from_millis(1)).await;
        }
    }
    assert!(house.stats().pushes_dropped > 0);
    let mut acknowledged = 0;
    while acknowledged < 40 {
        acknowledged += u32::from(peer.next().await.kind == 2);
    }
    assert_eq!(house.notes().await.len(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_push_larger_than_the_queue_leaves_if_the_queue_is_empty() {
    let house = House::limited(Limits { queued_output: 1_000, ..Limits::default() }).await;
    let mut peer = subscriber(&house, &["Price"]).await;
    house.runtime.broker().broadcast(price("x".repeat(500_000))).await;
    assert_eq!(peer.next().await.payload.len() / 1_000, 500);
    assert_eq!(house.stats().pushes_dropped, 0);
}

#[tokio::test(start_paused = true)]
async fn a_push_that_is_too_large_shows_as_a_gap() {
    let house = House::limited(Limits { max_reply: 1_000, ..Limits::default() }).await;
    let mut peer = subscriber(&house, &["Price"]).await;
    house.runtime.broker().broadcast(price("x".repeat(1_000))).await;
    house.runtime.broker().broadcast(price("x")).await;
    assert_eq!(sequence(&peer.next().await.body()), 1);
    assert_eq!((house.stats().pushes_sent, house.stats().pushes_dropped), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_push_lets_a_waiting_stream_go_on() {
    let house = House::limited(Limits { queued_output: 20_000, ..Limits::default() }).await;
    let mut peer = subscriber(&house, &["Price"]).await;
    // More than the kernel takes: the queue stays full.
    peer.request(&crate::peer::stream("c", "Count", &json!({"to": 20_000}))).await;
    sleep(Duration::from_millis(10)).await;
    for _ in 0..100 {
        house.runtime.broker().broadcast(price("x".repeat(9_000))).await;
    }
    peer.write(&frame(crate::peer::HEARTBEAT, JSON, b"")).await;
    let mut items = 0;
    while items < 20_000 {
        items += u32::from(peer.next().await.kind == crate::peer::STREAM);
    }
}
