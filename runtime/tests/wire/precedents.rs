//! Calls that are written alike but for their ids and payloads: each is judged and led as if it were the first.

use std::sync::atomic::{AtomicU32, Ordering};

use acton_reactive::ipc::{AccessPolicy, RateLimitConfig};
use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::net::UnixStream;

use crate::house::House;
use crate::messages::{Sum, Text};
use crate::peer::{JSON, Peer, REQUEST, RESPONSE, call, frame, post, with};

/// More than it takes to become familiar.
const OFTEN: u32 = 6;

fn text(number: u32) -> Value {
    call(&format!("number {number}"), "Text", &json!({"text": number.to_string()}))
}

async fn is_echoed(peer: &mut Peer<UnixStream>, number: u32) {
    let answer = peer.ask(&text(number)).await;
    assert_eq!(answer.id(), format!("number {number}"));
    assert_eq!(answer.reply(), json!({"text": number.to_string()}));
}

async fn become_familiar(peer: &mut Peer<UnixStream>) {
    for number in 0..OFTEN {
        is_echoed(peer, number).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_goes_where_its_target_leads_now_however_often_it_led_elsewhere() {
    let mut house = House::open().await;
    let mut peer = house.peer().await;
    become_familiar(&mut peer).await;
    house.runtime.ipc_hide("desk");
    assert_eq!(peer.ask(&text(1)).await.code(), "ACTOR_NOT_FOUND");
    let mut other = house.runtime.new_actor_with("other", || ());
    other.try_act_on::<Text>(|_, _| Reply::try_ok(Sum { sum: 7 }));
    let other = other.start().await;
    house.runtime.ipc_expose("desk", other.clone());
    for number in 0..OFTEN {
        assert_eq!(peer.ask(&text(number)).await.reply(), json!({"sum": 7}));
    }
    house.runtime.ipc_expose("another", other.clone());
    other.stop().await;
    let refused = peer.ask(&text(1)).await;
    assert_eq!((&*refused.code(), &refused.body()["executed"]), ("ACTOR_NOT_FOUND", &json!("no")));
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_registered_between_calls_changes_none_of_them() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    become_familiar(&mut peer).await;
    house.runtime.ipc_registry().register::<Sum>("Sum");
    become_familiar(&mut peer).await;
}

/// Lets through what it is asked for, but for each third time.
#[derive(Default)]
struct EachThird(AtomicU32);

impl AccessPolicy for EachThird {
    fn request(&self, _caller: &Caller, target: &str, message_type: &str) -> bool {
        assert_eq!((target, message_type), ("desk", "Text"));
        !(self.0.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(3)
    }
}

#[tokio::test(start_paused = true)]
async fn the_access_policy_is_asked_once_for_each_call() {
    let house = House::configured(|builder| builder.access(EachThird::default())).await;
    let mut peer = house.peer().await;
    for number in 1..8 * OFTEN {
        // One in four is no text, which is found out behind the policy.
        let is_text = !number.is_multiple_of(4);
        let payload = if is_text { json!(number.to_string()) } else { json!(number) };
        let answer = peer.ask(&call("i", "Text", &json!({"text": payload}))).await;
        match (number.is_multiple_of(3), is_text) {
            (true, _) => assert_eq!(answer.code(), "ACCESS_DENIED"),
            (false, true) => assert_eq!(answer.kind, RESPONSE),
            (false, false) => assert_eq!(answer.code(), "SERIALIZATION_ERROR"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_call_counts_against_the_rate() {
    // The rate's clock is real: one a second adds none while these leave at once.
    let rate = RateLimitConfig { requests_per_second: 1, burst_size: OFTEN + 2 };
    let house = House::configured(|builder| builder.rate_limit(rate)).await;
    let mut peer = house.peer().await;
    become_familiar(&mut peer).await;
    // Once, though it is looked at twice.
    let no_text = call("i", "Text", &json!({"text": 1}));
    assert_eq!(peer.ask(&no_text).await.code(), "SERIALIZATION_ERROR");
    is_echoed(&mut peer, 1).await;
    for refused in [text(1), no_text] {
        assert_eq!(peer.ask(&refused).await.code(), "RATE_LIMITED");
    }
    // What is not well formed is refused for that, as ever.
    peer.write(&with_payload("{")).await;
    assert_eq!(peer.next().await.id(), "unknown");
}

/// A payload where that of a call to the desk would be.
fn with_payload(payload: &str) -> Vec<u8> {
    let written = format!(
        r#"{{"correlation_id":"p","target":"desk","message_type":"Text","payload":{payload},"expects_reply":true}}"#
    );
    frame(REQUEST, JSON, written.as_bytes())
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_well_formed_is_refused_as_it_would_be_alone() {
    for payload in [
        "",
        "{",
        r#"{"text":"x"}}"#,
        r#"{"text":"x"},"target":"desk""#,
        r#"{"text":"x"},"payload":{"text":"y"}"#,
        r#"{"text":"x","text":"y"}"#,
        r#"{"text":"x",}"#,
        r#"{"text":1}"#,
        "null",
        "01",
    ] {
        let house = House::open().await;
        let mut peer = house.peer().await;
        let refused = async |peer: &mut Peer<UnixStream>| {
            peer.write(&with_payload(payload)).await;
            let answer = peer.next().await;
            (answer.kind, answer.body())
        };
        let alone = refused(&mut peer).await;
        assert!(alone.1["error"].is_string(), "{payload}: {alone:?}");
        become_familiar(&mut peer).await;
        assert_eq!(refused(&mut peer).await, alone, "{payload}");
        is_echoed(&mut peer, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn calls_of_many_kinds_in_turn_are_each_answered_in_its_own_way() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut notes = 0;
    for number in 0..4 * OFTEN {
        is_echoed(&mut peer, number).await;
        let add = call("a", "Add", &json!({"a": number, "b": 1}));
        for envelope in [add.clone(), with(add, "response_timeout_ms", 10_000 + number)] {
            assert_eq!(peer.ask(&envelope).await.reply(), json!({"sum": number + 1}));
        }
        let unknown = with(text(number), "target", "nobody");
        assert_eq!(peer.ask(&unknown).await.code(), "ACTOR_NOT_FOUND");
        peer.ask(&post("n", "Note", &json!({"number": number}))).await.reply();
        notes += 1;
        let sized = peer.ask(&call("s", "Size", &json!({"bytes": number}))).await;
        assert_eq!(sized.reply()["text"].as_str().unwrap().len(), number as usize);
        assert_eq!(peer.ask(&call("r", "Read", &json!(null))).await.reply().as_array().unwrap().len(), notes);
    }
}
