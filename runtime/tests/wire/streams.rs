//! Streams: frames, credit, the end, and who has to wait for a consumer that does not read.

use std::time::Duration;

use acton_reactive::ipc::Limits;
use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep};

use crate::house::House;
use crate::messages::Item;
use crate::peer::{
    CANCEL, CREDIT, Frame, HEARTBEAT, JSON, MESSAGEPACK, Peer, REQUEST, STREAM, call, framed, stream, with,
};

fn count(id: &str, to: u32) -> Value {
    stream(id, "Count", &json!({"to": to}))
}

/// The values of the items up to the final frame, and that frame.
async fn items(peer: &mut Peer<UnixStream>) -> (Vec<u64>, Frame) {
    let mut values = Vec::new();
    loop {
        let frame = peer.next().await;
        let body = frame.body();
        assert_eq!((frame.kind, &body["sequence"]), (STREAM, &json!(values.len())));
        if body["is_final"] == json!(true) {
            return (values, frame);
        }
        values.push(body["payload"]["value"].as_u64().unwrap());
    }
}

/// Answers come until this heartbeat's; returns how many did.
async fn settled(peer: &mut Peer<UnixStream>) -> usize {
    sleep(Duration::from_millis(1)).await;
    peer.write(&crate::peer::frame(HEARTBEAT, JSON, b"")).await;
    let mut count = 0;
    while peer.next().await.kind != HEARTBEAT {
        count += 1;
    }
    count
}

#[tokio::test(start_paused = true)]
async fn i16_a_stream_is_numbered_items_and_one_final_frame() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for format in [JSON, MESSAGEPACK] {
        for to in [0, 1, 300] {
            peer.write(&framed(REQUEST, format, &count("c", to))).await;
            let (values, last) = items(&mut peer).await;
            assert_eq!(values, (0..u64::from(to)).collect::<Vec<_>>());
            let expected = json!({"correlation_id": "c", "sequence": to, "is_final": true});
            assert_eq!((last.format, last.body()), (format, expected));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn i17_a_stream_with_credit_sends_no_more_items_than_were_granted() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&with(count("c", 10), "stream_credit", 3)).await;
    assert_eq!(settled(&mut peer).await, 3);
    peer.send(CREDIT, &json!({"correlation_id": "another", "items": 5})).await;
    assert_eq!(settled(&mut peer).await, 0);
    peer.send(CREDIT, &json!({"correlation_id": "c", "items": 2})).await;
    assert_eq!(settled(&mut peer).await, 2);
    for _ in 0..2 {
        // Saturating; and the final frame needs none.
        peer.send(CREDIT, &json!({"correlation_id": "c", "items": u32::MAX})).await;
    }
    assert_eq!(settled(&mut peer).await, 6);
}

#[tokio::test(start_paused = true)]
async fn the_final_frame_needs_no_credit() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&with(count("c", 3), "stream_credit", 3)).await;
    assert_eq!(settled(&mut peer).await, 4);
    peer.request(&with(count("none", 0), "stream_credit", 0)).await;
    assert_eq!(settled(&mut peer).await, 1);
}

#[tokio::test(start_paused = true)]
async fn credit_reaches_a_stream_that_still_waits_in_the_mailbox_and_means_nothing_to_others() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&call("first", "HoldAlone", &json!({"number": 1}))).await;
    peer.request(&with(count("c", 5), "stream_credit", 1)).await;
    peer.request(&with(call("c", "Text", &json!({"text": "x"})), "stream_credit", 0)).await;
    peer.send(CREDIT, &json!({"correlation_id": "c", "items": 2})).await;
    house.gate.open(1);
    // The first answer, three items, and the call, which needs no credit.
    assert_eq!(settled(&mut peer).await, 5);
}

#[tokio::test(start_paused = true)]
async fn two_senders_of_one_stream_share_its_credit() {
    let house = House::built(
        |desk| {
            desk.act_on::<crate::messages::Count>(|_, ctx| {
                let (one, other) = (ctx.reply_envelope(), ctx.reply_envelope());
                Reply::pending(async move {
                    let send = |reply: ReplyEnvelope| async move {
                        for value in 0..5 {
                            reply.send(Item { value }).await;
                        }
                    };
                    tokio::join!(send(one), send(other));
                })
            });
        },
        |builder| builder,
    )
    .await;
    let mut peer = house.peer().await;
    peer.request(&with(count("c", 0), "stream_credit", 1)).await;
    for _ in 0..9 {
        assert_eq!(settled(&mut peer).await, 1);
        peer.send(CREDIT, &json!({"correlation_id": "c", "items": 1})).await;
    }
    assert_eq!(settled(&mut peer).await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_credit_lasts_at_most_300_seconds() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let begun = Instant::now();
    peer.request(&with(count("c", 2), "stream_credit", 1)).await;
    let (values, last) = items(&mut peer).await;
    assert_eq!((values, &*last.code(), begun.elapsed().as_secs()), (vec![0], "TARGET_BUSY", 300));
    assert_eq!(last.body()["executed"], json!("maybe"));
}

#[tokio::test(start_paused = true)]
async fn i18_a_consumer_without_credit_holds_an_exclusive_handler_for_a_second_at_most() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let begun = Instant::now();
    peer.request(&with(stream("c", "CountAlone", &json!({"to": 9})), "stream_credit", 2)).await;
    let (values, last) = items(&mut peer).await;
    assert_eq!((values, &*last.code()), (vec![0, 1], "TARGET_BUSY"));
    assert_eq!((begun.elapsed(), &last.body()["executed"]), (Duration::from_secs(1), &json!("maybe")));
    // Its future ran on, and saw that two items left.
    assert_eq!(house.notes().await, [2]);
}

#[tokio::test(start_paused = true)]
async fn waits_of_an_exclusive_handler_add_up_to_10_seconds_at_most() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let begun = Instant::now();
    peer.request(&with(stream("c", "CountAlone", &json!({"to": 99})), "stream_credit", 0)).await;
    let mut seen = 0;
    loop {
        sleep(Duration::from_millis(900)).await;
        peer.send(CREDIT, &json!({"correlation_id": "c", "items": 1})).await;
        let frame = peer.next().await;
        if frame.body()["is_final"] == json!(true) {
            assert_eq!(frame.code(), "TARGET_BUSY");
            break;
        }
        seen += 1;
    }
    // Eleven waits of 0.9 s fit, the twelfth ends after 0.1 s.
    assert_eq!(seen, 11);
    assert!((10_000..11_000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_grants_in_time_gets_all_of_an_exclusive_stream() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&with(stream("c", "CountAlone", &json!({"to": 10})), "stream_credit", 0)).await;
    for value in 0..10 {
        sleep(Duration::from_millis(900)).await;
        peer.send(CREDIT, &json!({"correlation_id": "c", "items": 1})).await;
        assert_eq!(peer.next().await.body()["payload"], json!({"value": value}));
    }
    assert_eq!(items_end(&mut peer).await, json!(10));
}

async fn items_end(peer: &mut Peer<UnixStream>) -> Value {
    let last = peer.next().await.body();
    assert!(last["is_final"] == json!(true) && last.get("error").is_none(), "{last}");
    last["sequence"].clone()
}

#[tokio::test(start_paused = true)]
async fn i19_an_endless_stream_that_nobody_reads_waits_and_its_actor_serves_others() {
    let limits =
        Limits { queued_output: 10_000, write_timeout: Duration::from_secs(100), ..Limits::default() };
    let house = House::limited(limits).await;
    let (mut deaf, mut other) = (house.peer().await, house.peer().await);
    deaf.request(&count("c", 1_000_000)).await;
    sleep(Duration::from_secs(20)).await;
    // Other clients notice nothing.
    assert_eq!(other.ask(&call("1", "Add", &json!({"a": 1, "b": 2}))).await.reply(), json!({"sum": 3}));
    assert_eq!(house.stats().closed_slow, 0);
    // Once it reads, the stream goes on where it waited.
    for value in 0..50_000 {
        assert_eq!(deaf.next().await.body()["payload"]["value"], json!(value));
    }
    deaf.send(CANCEL, &json!({"correlation_id": "c"})).await;
    loop {
        let body = deaf.next().await.body();
        if body["is_final"] == json!(true) {
            assert_eq!((&body["error_code"], &body["executed"]), (&json!("CANCELLED"), &json!("maybe")));
            break;
        }
    }
}
