//! Every verb ends in time, and only when it is due. The clock is paused.

use std::time::Duration;

use acton_reactive::client::ClientError;
use acton_wire::Executed;
use acton_wire::frame::FrameType;
use serde_json::json;
use tokio::time::{Instant, advance, sleep};

use crate::scripted::pair;

/// The client's default, and what it gives the server beyond it.
const TIMEOUT: Duration = Duration::from_secs(30);
const GRACE: Duration = Duration::from_millis(250);

fn assert_late(error: &ClientError) {
    assert_eq!((error.code(), error.executed()), ("TIMEOUT", Executed::Maybe), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_nobody_answers_ends_at_its_deadline_and_is_cancelled() {
    let (client, mut server) = pair();
    let begun = Instant::now();
    let error = client.call::<u32>("a", "M", &1).await.unwrap_err();
    assert_late(&error);
    assert!(error.to_string().contains("30000 ms"), "{error}");
    assert!((TIMEOUT..TIMEOUT + 2 * GRACE).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    let request = server.expect(FrameType::Request).await;
    assert_eq!(request.body["response_timeout_ms"], 30_000);
    assert_eq!(server.expect(FrameType::Cancel).await.id(), request.id());
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_late_is_given_to_nobody_else() {
    let (client, mut server) = pair();
    client.call::<u32>("a", "M", &1).await.unwrap_err();
    let late = server.request().await;
    server.expect(FrameType::Cancel).await;
    let answers = async {
        let next = server.request().await;
        assert_ne!(next, late);
        server.reply(&late, json!(1)).await;
        server.reply(&next, json!(2)).await;
    };
    let (answer, ()) = tokio::join!(client.call::<u32>("a", "M", &2), answers);
    assert_eq!(answer.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_there_counts_though_its_deadline_has_passed_meanwhile() {
    let (client, mut server) = pair();
    let answers = async {
        let id = server.request().await;
        server.reply(&id, json!(7)).await;
        advance(2 * TIMEOUT).await;
    };
    let (answer, ()) = tokio::join!(client.call::<u32>("a", "M", &1), answers);
    assert_eq!(answer.unwrap(), 7);
}

#[tokio::test(start_paused = true)]
async fn no_timeout_and_an_endless_one_both_mean_300_s() {
    let (client, mut server) = pair();
    for timeout in [Duration::ZERO, Duration::MAX] {
        let client = client.with_timeout(timeout);
        let begun = Instant::now();
        assert_late(&client.call::<u32>("a", "M", &1).await.unwrap_err());
        assert_eq!(begun.elapsed().as_secs(), 300);
        assert_eq!(server.expect(FrameType::Request).await.body["response_timeout_ms"], 300_000);
        server.expect(FrameType::Cancel).await;
        assert_late(&client.ping().await.unwrap_err());
        server.expect(FrameType::Heartbeat).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_request_to_an_actor_times_out_too_and_is_not_cancelled() {
    let (client, mut server) = pair();
    assert_late(&client.post("a", "M", &1).await.unwrap_err());
    assert_late(&client.ping().await.unwrap_err());
    assert_late(&client.discover().await.unwrap_err());
    assert_late(&client.subscribe(&["A"]).await.unwrap_err());
    for kind in [FrameType::Request, FrameType::Heartbeat, FrameType::Discover, FrameType::Subscribe] {
        server.expect(kind).await;
    }
    server.expect(FrameType::Unsubscribe).await;
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_times_out_while_its_consumer_waits() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    server.item(&id, 0, json!(0)).await;
    sleep(TIMEOUT / 2).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 0);
    let begun = Instant::now();
    assert_late(&stream.next().await.unwrap().unwrap_err());
    assert!(begun.elapsed() >= TIMEOUT);
    assert!(stream.next().await.is_none());
    assert_eq!(server.expect(FrameType::Cancel).await.id(), id);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_who_pauses_longer_than_the_timeout_is_not_told_that_the_server_was_late() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    for sequence in 0..4 {
        sleep(3 * TIMEOUT).await;
        server.item(&id, sequence, json!(sequence)).await;
        sleep(3 * TIMEOUT).await;
        assert_eq!(stream.next().await.unwrap().unwrap(), sequence);
    }
    // The same if the item came while he waited, and he took it late.
    tokio::select! {
        item = stream.next() => panic!("{item:?}"),
        () = sleep(TIMEOUT / 2) => {}
    }
    server.item(&id, 4, json!(4)).await;
    sleep(3 * TIMEOUT).await;
    server.item(&id, 5, json!(5)).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 4);
    assert_eq!(stream.next().await.unwrap().unwrap(), 5);
    server.end(&id, 6).await;
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn waiting_in_slices_does_not_put_off_a_streams_deadline() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    server.request().await;
    let begun = Instant::now();
    let error = loop {
        tokio::select! {
            item = stream.next() => break item.unwrap().unwrap_err(),
            () = sleep(TIMEOUT / 10) => {}
        }
    };
    assert_late(&error);
    assert!(begun.elapsed() <= TIMEOUT + 2 * GRACE, "{:?}", begun.elapsed());
}
