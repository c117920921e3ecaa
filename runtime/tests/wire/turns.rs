//! Handlers that block their thread, which nothing can end: who is held up by them, and for how long.

use std::sync::mpsc::{Receiver, Sender, channel};

use acton_reactive::prelude::*;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::house::House;
use crate::messages::{Silent, Text};
use crate::peer::{JSON, REQUEST, call, framed, with};

/// More than a session takes before it gives way to the actors it woke.
const BURST: usize = 200;

/// A house with a clerk beside the desk: it blocks at `Silent` until the sender is dropped.
async fn open() -> (House, Sender<()>) {
    let mut house = House::open().await;
    let (released, release) = channel::<()>();
    let release: Mutex<Receiver<()>> = Mutex::new(release);
    let mut clerk = house.runtime.new_actor_with("clerk", || ());
    clerk
        .mutate_on::<Silent>(move |_, _| {
            assert!(release.lock().recv().is_err(), "nothing is sent");
            Reply::ready()
        })
        .try_act_on::<Text>(|_, ctx| Reply::try_ok(ctx.message().clone()));
    clerk.expose_for_ipc();
    clerk.start().await;
    (house, released)
}

fn to_clerk(request: Value) -> Vec<u8> {
    framed(REQUEST, JSON, &with(request, "target", "clerk"))
}

fn text(id: &str) -> Value {
    call(id, "Text", &json!({"text": "x"}))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i53_a_handler_that_blocks_holds_up_no_request_to_another_actor_for_long() {
    let (house, release) = open().await;
    let mut peer = house.peer().await;
    let mut burst = to_clerk(call("blocks", "Silent", &json!(null)));
    for _ in 0..BURST {
        burst.extend(framed(REQUEST, JSON, &text("goes on")));
    }
    peer.write(&burst).await;
    assert!(peer.several(BURST).await.iter().all(|answer| answer.id() == "goes on"));
    drop(release);
    assert_eq!((peer.next().await.id(), house.stats().errors), ("blocks".to_owned(), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i54_a_reply_leaves_though_the_next_handler_blocks() {
    let (house, release) = open().await;
    let mut peer = house.peer().await;
    let burst = [to_clerk(text("first")), to_clerk(call("blocks", "Silent", &json!(null)))];
    peer.write(&burst.concat()).await;
    assert_eq!(peer.next().await.id(), "first");
    drop(release);
    assert_eq!(peer.next().await.id(), "blocks");
}

#[tokio::test(start_paused = true)]
async fn requests_behind_those_that_wait_are_taken_without_them() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut burst = Vec::new();
    for _ in 0..BURST {
        burst.extend(framed(REQUEST, JSON, &call("waits", "Hold", &json!({"number": 1}))));
    }
    burst.extend(framed(REQUEST, JSON, &text("goes on")));
    peer.write(&burst).await;
    assert_eq!(peer.next().await.id(), "goes on");
    house.gate.open(BURST);
    peer.several(BURST).await;
}

#[tokio::test(start_paused = true)]
async fn requests_behind_those_whose_actor_stops_are_taken_without_it() {
    let mut house = House::open().await;
    let mut clerk = house.runtime.new_actor_with("clerk", || ());
    clerk.mutate_on::<Silent>(|_, _| panic!("on purpose")).on_panic(OnPanic::stop());
    clerk.expose_for_ipc();
    clerk.start().await;
    let mut peer = house.peer().await;
    let mut burst = to_clerk(call("stops", "Silent", &json!(null))).repeat(BURST);
    burst.extend(framed(REQUEST, JSON, &text("goes on")));
    peer.write(&burst).await;
    let mut answers = peer.several(BURST + 1).await;
    answers.sort_by_key(|answer| answer.id() != "goes on");
    assert_eq!(answers[0].id(), "goes on");
    assert_eq!(answers.iter().skip(1).filter(|answer| answer.code() == "HANDLER_PANICKED").count(), 1);
    assert_eq!(answers.iter().skip(1).filter(|answer| answer.code() == "ACTOR_NOT_FOUND").count(), BURST - 1);
}
