//! Stopping a listener: what is finished, what is refused, what is cut, and by when.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep};

use crate::house::{House, in_memory};
use crate::peer::{CANCEL, CREDIT, DISCOVER, HEARTBEAT, JSON, Peer, SUBSCRIBE, call, frame, stream, with};

fn hold(id: &str) -> Value {
    call(id, "Hold", &json!({"number": 1}))
}

fn stop_gracefully(house: &House) -> tokio::task::JoinHandle<Duration> {
    let listener = house.listener.clone();
    tokio::spawn(async move {
        let begun = Instant::now();
        listener.shutdown_gracefully().await;
        begun.elapsed()
    })
}

async fn held(house: &House) -> Peer<UnixStream> {
    asking(house, &hold("held")).await
}

/// A peer whose first request has begun.
async fn asking(house: &House, request: &Value) -> Peer<UnixStream> {
    let mut peer = house.peer().await;
    peer.request(request).await;
    sleep(Duration::from_millis(1)).await;
    peer
}

#[tokio::test(start_paused = true)]
async fn i43_a_graceful_stop_finishes_what_was_accepted_and_refuses_what_comes_later() {
    let house = House::open().await;
    let mut peer = held(&house).await;
    let stopping = stop_gracefully(&house);
    sleep(Duration::from_secs(1)).await;
    for envelope in [hold("late"), stream("late", "Count", &json!({"to": 1}))] {
        let refused = peer.ask(&envelope).await;
        assert_eq!((&*refused.id(), &*refused.code()), ("late", "SHUTTING_DOWN"));
        assert_eq!(refused.body()["executed"], json!("no"));
    }
    house.gate.open(1);
    assert_eq!(peer.next().await.reply(), json!({"value": 1}));
    assert!(peer.rest().await.is_empty());
    assert_eq!(stopping.await.unwrap().as_millis(), 1_000);
    // Stopping a listener never stops the actors.
    assert!(house.notes().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_graceful_stop_ends_with_the_last_answer_also_of_a_handler_that_runs_alone() {
    let house = House::open().await;
    let mut peer = asking(&house, &call("held", "HoldAlone", &json!({"number": 1}))).await;
    let stopping = stop_gracefully(&house);
    sleep(Duration::from_secs(1)).await;
    house.gate.open(1);
    assert_eq!(peer.next().await.reply(), json!({"value": 1}));
    assert_eq!(stopping.await.unwrap().as_millis(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn i44_what_takes_longer_than_4_seconds_is_cut_and_told_so() {
    let house = House::open().await;
    let mut peer = held(&house).await;
    peer.request(&call("running", "HoldAlone", &json!({"number": 1}))).await;
    peer.request(&with(stream("items", "Count", &json!({"to": 5})), "stream_credit", 0)).await;
    sleep(Duration::from_millis(1)).await;
    let stopping = stop_gracefully(&house);
    let mut frames = peer.rest().await;
    frames.sort_by_key(crate::peer::Frame::id);
    let cut: Vec<_> = frames
        .iter()
        .map(|frame| (frame.id(), frame.code(), frame.body()["executed"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("held", "maybe"), ("items", "no"), ("running", "maybe")]
        .map(|(id, executed)| (id.to_owned(), "SHUTTING_DOWN".to_owned(), executed.to_owned()));
    assert_eq!(cut, expected);
    assert_eq!(stopping.await.unwrap().as_millis(), 4_000);
}

#[tokio::test(start_paused = true)]
async fn i45_a_stop_that_is_not_graceful_cuts_at_once() {
    let house = House::open().await;
    let mut peer = held(&house).await;
    let begun = Instant::now();
    let listener = house.listener.clone();
    let stopping = tokio::spawn(async move { listener.shutdown().await });
    let frames = peer.rest().await;
    assert_eq!((frames.len(), &*frames[0].id(), &*frames[0].code()), (1, "held", "SHUTTING_DOWN"));
    stopping.await.unwrap().unwrap();
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_second_stop_shortens_the_first_and_never_lengthens_it() {
    for first_is_graceful in [true, false] {
        let house = House::open().await;
        let mut peer = held(&house).await;
        let begun = Instant::now();
        let graceful = stop_gracefully(&house);
        if first_is_graceful {
            sleep(Duration::from_secs(1)).await;
        }
        // Without the pause the graceful one has not begun, and begins second.
        house.listener.shutdown().await.unwrap();
        graceful.await.unwrap();
        assert_eq!(peer.next().await.code(), "SHUTTING_DOWN");
        assert_eq!(begun.elapsed().as_secs(), u64::from(first_is_graceful));
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_gets_half_a_second_of_any_stop() {
    for is_graceful in [false, true] {
        let house = House::open().await;
        let _peer = asking(&house, &call("s", "Size", &json!({"bytes": 5_000_000}))).await;
        let begun = Instant::now();
        if is_graceful {
            house.listener.shutdown_gracefully().await;
        } else {
            house.listener.shutdown().await.unwrap();
        }
        assert_eq!(begun.elapsed().as_millis(), 500);
    }
}

#[tokio::test(start_paused = true)]
async fn i46_an_answer_that_is_queued_when_a_stop_begins_still_arrives() {
    let house = House::open().await;
    let mut peer = asking(&house, &call("s", "Size", &json!({"bytes": 5_000_000}))).await;
    let stopping = stop_gracefully(&house);
    sleep(Duration::from_millis(400)).await;
    assert_eq!(peer.next().await.reply()["text"].as_str().unwrap().len(), 5_000_000);
    assert!(peer.rest().await.is_empty());
    stopping.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn everything_but_requests_works_on_while_a_stop_waits() {
    let house = House::open().await;
    let mut peer = held(&house).await;
    peer.request(&with(stream("items", "Count", &json!({"to": 1})), "stream_credit", 0)).await;
    sleep(Duration::from_millis(1)).await;
    let stopping = stop_gracefully(&house);
    sleep(Duration::from_secs(1)).await;
    peer.write(&frame(HEARTBEAT, JSON, b"")).await;
    assert_eq!(peer.next().await.kind, HEARTBEAT);
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    assert_eq!(peer.exchange(DISCOVER, &json!({"correlation_id": "d"})).await.id(), "d");
    peer.send(CREDIT, &json!({"correlation_id": "items", "items": 1})).await;
    assert_eq!(peer.next().await.body()["payload"], json!({"value": 0}));
    assert_eq!(peer.next().await.body()["is_final"], json!(true));
    peer.send(CANCEL, &json!({"correlation_id": "held"})).await;
    assert_eq!(peer.next().await.code(), "CANCELLED");
    assert!(peer.rest().await.is_empty());
    assert_eq!(stopping.await.unwrap().as_millis(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn i47_a_subscription_holds_no_stop_open() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.exchange(SUBSCRIBE, &json!({"correlation_id": "s", "message_types": ["Price"]})).await;
    let stopping = stop_gracefully(&house);
    assert!(peer.rest().await.is_empty());
    assert_eq!(stopping.await.unwrap(), Duration::ZERO);
    assert!(UnixStream::connect(house.listener.socket_path().unwrap()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn i48_all_stopping_is_paid_from_one_budget_of_5_seconds() {
    let house = House::open().await;
    let mut peer = held(&house).await;
    peer.request(&call("stuck", "HoldAlone", &json!({"number": 1}))).await;
    sleep(Duration::from_millis(1)).await;
    let begun = Instant::now();
    let stopping = stop_gracefully(&house);
    sleep(Duration::from_secs(3)).await;
    let cut = house.runtime.shutdown_all().await.unwrap_err().cut;
    assert_eq!((begun.elapsed().as_millis(), cut.len()), (4_750, 1));
    assert_eq!(stopping.await.unwrap().as_millis(), 4_000);
    assert_eq!(peer.rest().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_listener_started_after_another_has_stopped_has_a_budget_of_its_own() {
    for pause in [Duration::from_secs(1), Duration::from_hours(1)] {
        let house = House::open().await;
        house.listener.shutdown_gracefully().await;
        sleep(pause).await;
        let path = house.listener.socket_path().unwrap();
        let second = house.runtime.ipc_listener().socket_path(path).start().await.unwrap();
        let mut peer = held(&house).await;
        let stopping = tokio::spawn(async move { second.shutdown_gracefully().await });
        sleep(Duration::from_millis(3_500)).await;
        house.gate.open(1);
        assert_eq!(peer.next().await.reply(), json!({"value": 1}));
        stopping.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_stops_late_in_the_budget_waits_for_answers_that_are_still_being_read() {
    let house = House::open().await;
    let path = house.listener.socket_path().unwrap().with_extension("late");
    let late = house.runtime.ipc_listener().socket_path(&path).start().await.unwrap();
    let _held = held(&house).await;
    let stopping_first = stop_gracefully(&house);
    sleep(Duration::from_millis(4_900)).await;
    let mut peer = Peer::on(UnixStream::connect(&path).await.unwrap());
    peer.request(&call("s", "Size", &json!({"bytes": 5_000_000}))).await;
    sleep(Duration::from_millis(1)).await;
    let stopping = tokio::spawn(async move { late.shutdown_gracefully().await });
    sleep(Duration::from_millis(300)).await;
    assert!(stopping_first.is_finished() && !stopping.is_finished());
    assert_eq!(peer.next().await.reply()["text"].as_str().unwrap().len(), 5_000_000);
    assert!(peer.rest().await.is_empty());
    stopping.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn every_listener_of_a_runtime_stops_with_it_whichever_was_started_last() {
    let house = House::open().await;
    let first = house.listener.socket_path().unwrap().to_owned();
    let second = first.with_extension("second");
    house.runtime.ipc_listener().socket_path(&second).start().await.unwrap();
    house.runtime.shutdown_all().await.unwrap();
    for path in [first, second] {
        assert!(UnixStream::connect(path).await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn i49_dropping_the_listeners_handle_stops_nothing() {
    let house = House::open().await;
    let path = house.listener.socket_path().unwrap().to_owned();
    let House { runtime, listener, desk, .. } = house;
    drop((listener, desk));
    let mut peer = Peer::on(UnixStream::connect(&path).await.unwrap());
    assert_eq!(peer.ask(&call("1", "Text", &json!({"text": "x"}))).await.id(), "1");
    runtime.shutdown_all().await.unwrap();
    assert!(UnixStream::connect(&path).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn what_is_cut_is_told_so_in_memory_too_where_input_does_not_end() {
    let house = House::open().await;
    let (listener, mut peer) = in_memory(house.runtime.ipc_listener()).await;
    peer.request(&call("running", "HoldAlone", &json!({"number": 1}))).await;
    sleep(Duration::from_millis(1)).await;
    let begun = Instant::now();
    let stopping = tokio::spawn(async move { listener.shutdown_gracefully().await });
    assert_eq!(peer.next().await.code(), "SHUTTING_DOWN");
    assert_eq!(begun.elapsed().as_millis(), 4_000);
    assert!(peer.rest().await.is_empty());
    stopping.await.unwrap();
}
