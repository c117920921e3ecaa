//! Subscriptions and patterns: the set a connection holds, its quotas, and their answers.

use serde_json::{Value, json};
use tokio::net::UnixStream;

use crate::house::House;
use crate::messages::{Price, Trade};
use crate::peer::{
    ERROR, Frame, JSON, MESSAGEPACK, PUSH, Peer, RESPONSE, SUBSCRIBE, SUBSCRIBE_PATTERNS, UNSUBSCRIBE,
    UNSUBSCRIBE_PATTERNS, framed,
};

fn types(names: &[&str]) -> Value {
    json!({"correlation_id": "s", "message_types": names})
}

fn patterns(patterns: &[&str]) -> Value {
    json!({"correlation_id": "s", "patterns": patterns})
}

fn sorted(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = serde_json::from_value(value.clone()).unwrap();
    names.sort();
    names
}

#[track_caller]
fn assert_types(answer: &Frame, expected: &[&str]) {
    let body = answer.body();
    assert_eq!((answer.kind, &body["correlation_id"]), (RESPONSE, &json!("s")));
    assert_eq!(
        (&body["success"], sorted(&body["subscribed_types"])),
        (&json!(true), expected.iter().map(ToString::to_string).collect())
    );
}

#[track_caller]
fn assert_patterns(answer: &Frame, expected: &[&str]) {
    let body = answer.body();
    assert_eq!((answer.kind, &body["success"]), (RESPONSE, &json!(true)));
    assert_eq!(body["subscribed_patterns"], json!(expected));
}

/// Broadcasts a price and a trade; which of them come before the answer to a heartbeat.
async fn heard(house: &House, peer: &mut Peer<UnixStream>) -> Vec<String> {
    house.runtime.broker().broadcast(Price { text: "p".to_owned() }).await;
    house.runtime.broker().broadcast(Trade { text: "t".to_owned() }).await;
    peer.write(&crate::peer::frame(crate::peer::HEARTBEAT, JSON, b"")).await;
    let mut names = Vec::new();
    loop {
        let frame = peer.next().await;
        if frame.kind != PUSH {
            return names;
        }
        names.push(frame.body()["message_type"].as_str().unwrap().to_owned());
    }
}

#[tokio::test(start_paused = true)]
async fn i28_every_answer_to_a_subscription_names_the_whole_set() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    assert_types(&peer.exchange(SUBSCRIBE, &types(&["Trade"])).await, &["Trade"]);
    // A name that nobody knows is taken: it may be registered later.
    let both = peer.exchange(SUBSCRIBE, &types(&["Price", "Trade", "Later"])).await;
    assert_types(&both, &["Later", "Price", "Trade"]);
    assert_types(&peer.exchange(UNSUBSCRIBE, &types(&["Price", "Never"])).await, &["Later", "Trade"]);
    assert_patterns(&peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&["Z*", "A*"])).await, &["A*", "Z*"]);
    assert_patterns(&peer.exchange(UNSUBSCRIBE_PATTERNS, &patterns(&["Z*"])).await, &["A*"]);
    assert_types(&peer.exchange(SUBSCRIBE, &types(&[])).await, &["Later", "Trade"]);
}

#[tokio::test(start_paused = true)]
async fn i29_unsubscribing_from_nothing_named_ends_every_subscription() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.exchange(SUBSCRIBE, &types(&["Price"])).await;
    peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&["Tra*"])).await;
    assert_eq!(heard(&house, &mut peer).await, ["Price", "Trade"]);
    assert_patterns(&peer.exchange(UNSUBSCRIBE_PATTERNS, &patterns(&[])).await, &[]);
    assert_eq!(heard(&house, &mut peer).await, ["Price"]);
    peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&["Tra*"])).await;
    assert_types(&peer.exchange(UNSUBSCRIBE, &types(&[])).await, &[]);
    assert_eq!(heard(&house, &mut peer).await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn i30_a_pattern_is_a_prefix_and_one_star_at_its_end() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for (pattern, expected) in
        [("*", &["Price", "Trade"][..]), ("Pri*", &["Price"]), ("Price*", &["Price"]), ("price*", &[])]
    {
        peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&[pattern])).await;
        assert_eq!(heard(&house, &mut peer).await, expected, "{pattern}");
        peer.exchange(UNSUBSCRIBE_PATTERNS, &patterns(&[])).await;
    }
    for wrong in ["", "Price", "*Price", "P*e", "P**"] {
        let refused = peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&["Trade*", wrong])).await;
        let body = refused.body();
        assert_eq!((refused.kind, &body["success"]), (RESPONSE, &json!(false)), "{wrong}");
        // All or nothing.
        assert_eq!(body["subscribed_patterns"], json!([]), "{wrong}");
        assert!(body["error"].is_string() && body["error_code"].is_string(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn i31_a_quota_of_subscriptions_speaks_and_changes_nothing() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let names: Vec<String> = (0..257).map(|number| format!("N{number:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let full = peer.exchange(SUBSCRIBE, &types(&names[..256])).await;
    assert_types(&full, &names[..256]);
    let over = peer.exchange(SUBSCRIBE, &types(&names[255..])).await;
    assert_eq!((over.kind, &*over.code()), (ERROR, "QUOTA_EXCEEDED"));
    assert!(over.body()["error"].as_str().unwrap().starts_with("QuotaExceeded: "));
    assert_eq!(sorted(&over.body()["subscribed_types"]), names[..256]);
    // What is there already costs nothing.
    assert_types(&peer.exchange(SUBSCRIBE, &types(&names[..256])).await, &names[..256]);

    let stars: Vec<String> = (0..129).map(|number| format!("N{number:03}*")).collect();
    let stars: Vec<&str> = stars.iter().map(String::as_str).collect();
    assert_patterns(&peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&stars[..128])).await, &stars[..128]);
    let over = peer.exchange(SUBSCRIBE_PATTERNS, &patterns(&stars[128..])).await;
    assert_eq!((over.kind, &*over.code()), (RESPONSE, "QUOTA_EXCEEDED"));
    assert_eq!(over.body()["subscribed_patterns"], json!(stars[..128]));
}

#[tokio::test(start_paused = true)]
async fn a_name_has_at_most_256_bytes() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let longest = "n".repeat(256);
    assert_types(&peer.exchange(SUBSCRIBE, &types(&[&longest])).await, &[&longest]);
    let refused = peer.exchange(SUBSCRIBE, &types(&["fine", &format!("{longest}n")])).await;
    assert_eq!(refused.code(), "QUOTA_EXCEEDED");
    assert_eq!(refused.body()["subscribed_types"], json!([longest]));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_names_at_once_are_refused() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let names: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(peer.exchange(SUBSCRIBE, &types(&names)).await.code(), "QUOTA_EXCEEDED");
    assert_eq!(heard(&house, &mut peer).await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn answers_come_in_the_format_of_their_request() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for format in [JSON, MESSAGEPACK] {
        for (kind, value) in [(SUBSCRIBE, types(&["Price"])), (UNSUBSCRIBE_PATTERNS, patterns(&[]))] {
            peer.write(&framed(kind, format, &value)).await;
            let answer = peer.next().await;
            assert_eq!((answer.kind, answer.format, &*answer.id()), (RESPONSE, format, "s"));
        }
    }
}
