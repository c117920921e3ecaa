//! What a connection may have in flight and queued, and what becomes of a peer that does not read.

use std::time::Duration;

use acton_reactive::ipc::Limits;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep, timeout};

use crate::house::House;
use crate::messages::HoldAlone;
use crate::peer::{HEARTBEAT, JSON, Peer, REQUEST, call, frame, framed, post};

fn hold(number: u32) -> Value {
    call("h", "Hold", &json!({"number": number}))
}

/// Requests that the desk has begun, once nothing moves any more.
async fn begun(house: &House) -> u64 {
    sleep(Duration::from_millis(1)).await;
    house.desk.stats().handled
}

/// Bytes the peer can write before it would have to wait.
async fn fill(peer: &mut Peer<UnixStream>, repeated: &[u8]) -> usize {
    let mut written = 0;
    while let Ok(bytes) =
        timeout(Duration::from_millis(1), peer.stream.write(&repeated[written % repeated.len()..])).await
    {
        written += bytes.unwrap();
    }
    written
}

#[tokio::test(start_paused = true)]
async fn i25_past_1024_requests_in_flight_a_connection_is_not_read_until_one_ends() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let mut bytes = Vec::new();
    for number in 0..1_100 {
        bytes.extend(framed(REQUEST, JSON, &hold(number)));
    }
    peer.write(&bytes).await;
    assert_eq!(begun(&house).await, 1_024);
    house.gate.open(1);
    peer.next().await;
    assert_eq!(begun(&house).await, 1_025);
    house.gate.open(1_099);
    assert_eq!(peer.several(1_099).await.len(), 1_099);
}

#[tokio::test(start_paused = true)]
async fn frames_left_over_by_a_full_window_are_served_when_it_opens_though_nothing_more_arrives() {
    let limits = Limits { requests_in_flight: 4, queued_output: 2_000, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    // The window closes for what is queued, and opens again in the same breath.
    peer.write(&frame(HEARTBEAT, JSON, &[b'x'; 1_000]).repeat(50)).await;
    peer.several(50).await;
    peer.write(&framed(REQUEST, JSON, &call("t", "Text", &json!({"text": "x"}))).repeat(50)).await;
    peer.several(50).await;
    assert_eq!(house.stats().closed_protocol, 0);
}

#[tokio::test(start_paused = true)]
async fn past_8_mib_of_payload_in_flight_a_connection_is_not_read_and_one_is_always_taken() {
    let big = json!({"number": 1, "ballast": "x".repeat(5_000)});
    let limits = Limits { bytes_in_flight: 2 * big.to_string().len(), ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    let request = framed(REQUEST, JSON, &call("b", "Hold", &big));
    peer.write(&request.repeat(4)).await;
    // The second comes to the bound and is still taken.
    assert_eq!(begun(&house).await, 2);
    house.gate.open(1);
    peer.next().await;
    assert_eq!(begun(&house).await, 3);
    house.gate.open(3);
    peer.several(3).await;
    let larger_than_all = json!({"number": 1, "ballast": "x".repeat(50_000)});
    house.gate.open(1);
    assert_eq!(peer.ask(&call("l", "Hold", &larger_than_all)).await.reply(), json!({"value": 1}));
}

#[tokio::test(start_paused = true)]
async fn payload_of_acknowledged_messages_counts_until_their_handlers_start() {
    let limits = Limits { bytes_in_flight: 10_000, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    // The actor is busy with something that nobody on the wire will hear of.
    house.desk.send(HoldAlone { number: 0 }).await.unwrap();
    let big = json!({"number": 1, "ballast": "x".repeat(5_000)});
    peer.write(&framed(REQUEST, JSON, &post("p", "HoldAlone", &big)).repeat(4)).await;
    peer.several(2).await;
    assert!(timeout(Duration::from_secs(5), peer.next()).await.is_err(), "the third must wait");
    // The first starts, and holds its actor again: there is room for one more at once.
    let opened = Instant::now();
    house.gate.open(1);
    assert_eq!((&*peer.next().await.id(), opened.elapsed().as_millis()), ("p", 0));
    house.gate.open(4);
    assert_eq!(peer.next().await.id(), "p");
}

#[tokio::test(start_paused = true)]
async fn i26_a_peer_that_sends_and_never_reads_stops_being_read() {
    let limits = Limits { write_timeout: Duration::from_secs(100), ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    let chunk = frame(HEARTBEAT, JSON, &[b'x'; 10_000]);
    let written = fill(&mut peer, &chunk).await;
    // What the server holds is 1 MiB and a frame; the rest is in the kernel's buffers.
    let echoed = house.stats().messages_processed;
    assert!((105..220).contains(&echoed), "{echoed} of {written} bytes");
    for _ in 0..written / chunk.len() {
        peer.next().await;
    }
    assert!(house.stats().messages_processed > echoed);
}

#[tokio::test(start_paused = true)]
async fn i27_a_peer_that_takes_no_byte_for_10_seconds_or_as_long_as_was_set_is_closed_and_counted() {
    assert_eq!(Limits::default().write_timeout, Duration::from_secs(10));
    // And one that ends when there is nothing else to look at.
    for milliseconds in [10_000, 2_700] {
        let limits = Limits { write_timeout: Duration::from_millis(milliseconds), ..Limits::default() };
        let house = House::limited(limits).await;
        let mut peer = house.peer().await;
        sleep(Duration::from_millis(700)).await;
        // More than the kernel holds, less than what would be too much at once.
        for _ in 0..2 {
            peer.request(&call("s", "Size", &json!({"bytes": 900_000}))).await;
        }
        sleep(Duration::from_millis(milliseconds - 100)).await;
        assert_eq!((house.stats().closed_slow, house.stats().active_connections), (0, 1));
        sleep(Duration::from_millis(200)).await;
        assert_eq!((house.stats().closed_slow, house.stats().active_connections), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_some_bytes_now_and_then_is_not_closed() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    for _ in 0..2 {
        peer.request(&call("s", "Size", &json!({"bytes": 900_000}))).await;
    }
    for _ in 0..2 {
        sleep(Duration::from_secs(9)).await;
        assert_eq!(peer.next().await.id(), "s");
    }
    assert_eq!(house.stats().closed_slow, 0);
}

#[tokio::test(start_paused = true)]
async fn far_too_much_output_closes_a_peer_that_takes_nothing_for_a_second() {
    let limits = Limits {
        queued_output: 1_000_000,
        queued_output_stalled: 1_000_000,
        max_reply: 1_000_000,
        ..Limits::default()
    };
    let house = House::limited(limits).await;
    let (mut below, mut above) = (house.peer().await, house.peer().await);
    let size = framed(REQUEST, JSON, &call("s", "Size", &json!({"bytes": 900_000})));
    below.write(&size.repeat(2)).await;
    above.write(&size.repeat(4)).await;
    sleep(Duration::from_millis(900)).await;
    assert_eq!(house.stats().closed_slow, 0);
    sleep(Duration::from_millis(200)).await;
    assert_eq!((house.stats().closed_slow, house.stats().active_connections), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn output_past_the_most_closes_at_once() {
    let limits = Limits { queued_output_max: 3_000_000, ..Limits::default() };
    let house = House::limited(limits).await;
    let (mut below, mut above) = (house.peer().await, house.peer().await);
    let size = framed(REQUEST, JSON, &call("s", "Size", &json!({"bytes": 900_000})));
    below.write(&size.repeat(3)).await;
    sleep(Duration::from_millis(10)).await;
    assert_eq!(house.stats().closed_slow, 0);
    above.write(&size.repeat(8)).await;
    sleep(Duration::from_millis(10)).await;
    assert_eq!((house.stats().closed_slow, house.stats().active_connections), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_empty_queue_takes_any_one_frame() {
    let limits = Limits { queued_output: 1, queued_output_max: 1, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    for _ in 0..3 {
        let answer = peer.ask(&call("s", "Size", &json!({"bytes": 5_000_000}))).await;
        assert_eq!(answer.reply()["text"].as_str().unwrap().len(), 5_000_000);
    }
}

#[tokio::test(start_paused = true)]
async fn clocks_stand_still_while_a_connection_is_not_read() {
    let limits = Limits { requests_in_flight: 1, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    let next = framed(REQUEST, JSON, &call("next", "Text", &json!({"text": "x"})));
    peer.write(&[&framed(REQUEST, JSON, &hold(1))[..], &next[..20]].concat()).await;
    sleep(Duration::from_secs(25)).await;
    house.gate.open(1);
    assert_eq!(peer.next().await.id(), "h");
    // The half frame has all of its 10 s still, and the connection is not idle yet.
    sleep(Duration::from_secs(9)).await;
    peer.write(&next[20..]).await;
    assert_eq!(peer.next().await.id(), "next");
}

#[tokio::test(start_paused = true)]
async fn a_pause_in_reading_lengthens_no_later_idleness() {
    let limits = Limits { requests_in_flight: 1, ..Limits::default() };
    let house = House::limited(limits).await;
    let mut peer = house.peer().await;
    peer.request(&hold(1)).await;
    sleep(Duration::from_secs(25)).await;
    house.gate.open(1);
    assert_eq!(peer.next().await.id(), "h");
    let answered = Instant::now();
    assert!(peer.next_or_end().await.is_none());
    assert_eq!(answered.elapsed().as_secs(), 30);
}
