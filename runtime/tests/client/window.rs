//! How much is in flight, and who is next. The clock is paused.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::Executed;
use acton_wire::frame::FrameType;
use serde_json::json;
use tokio::task::JoinSet;

use crate::scripted::{Scripted, pair};

/// Calls that wait for an answer, each for the number it was given.
fn call_all(client: &IpcClient, numbers: std::ops::Range<u32>) -> JoinSet<Result<u32, ClientError>> {
    let mut calls = JoinSet::new();
    for number in numbers {
        let client = client.clone();
        calls.spawn(async move { client.call("a", "M", &number).await });
    }
    calls
}

async fn requests(server: &mut Scripted, count: usize) -> Vec<(String, u32)> {
    let mut requests = Vec::new();
    for _ in 0..count {
        let heard = server.expect(FrameType::Request).await;
        let number = heard.body["payload"].to_string().parse().unwrap();
        requests.push((heard.id().to_owned(), number));
    }
    requests
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_are_in_flight_and_each_answer_lets_one_more_go() {
    let (client, mut server) = pair();
    let mut calls = call_all(&client, 0..1_500);
    let mut waiting = requests(&mut server, 1_000).await;
    server.hears_nothing().await;
    // Answered in reverse, one by one; each caller must get the number it sent.
    for answered in 0..1_500 {
        let (id, number) = waiting.pop().unwrap();
        server.reply(&id, json!(number)).await;
        if answered < 500 {
            waiting.extend(requests(&mut server, 1).await);
            if answered % 100 == 0 {
                server.hears_nothing().await;
            }
        }
    }
    let mut answers = Vec::new();
    while let Some(answer) = calls.join_next().await {
        answers.push(answer.unwrap().unwrap());
    }
    answers.sort_unstable();
    assert!(answers.into_iter().eq(0..1_500));
}

#[tokio::test(start_paused = true)]
async fn who_finds_no_room_in_time_was_not_sent() {
    let (client, mut server) = pair();
    let calls = call_all(&client, 0..1_000);
    requests(&mut server, 1_000).await;
    let hurried = client.with_timeout(Duration::from_secs(1));
    let error = hurried.call::<u32>("a", "M", &1).await.unwrap_err();
    assert!(matches!(error, ClientError::NoRoom { .. }), "{error}");
    assert_eq!(error.executed(), Executed::No);
    server.hears_nothing().await;
    drop(calls);
    for _ in 0..1_000 {
        server.expect(FrameType::Cancel).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_for_room_sends_nothing_and_takes_no_room() {
    let (client, mut server) = pair();
    let _calls = call_all(&client, 0..1_000);
    let waiting = requests(&mut server, 1_000).await;
    let dropped = call_all(&client, 1_000..1_100);
    server.hears_nothing().await;
    drop(dropped);
    let last = call_all(&client, 2_000..2_001);
    server.hears_nothing().await;
    server.reply(&waiting[0].0, json!(0)).await;
    assert_eq!(requests(&mut server, 1).await[0].1, 2_000);
    server.hears_nothing().await;
    drop(last);
}

#[tokio::test(start_paused = true)]
async fn time_spent_waiting_for_room_is_taken_off_what_the_server_gets() {
    let (client, mut server) = pair();
    let _calls = call_all(&client, 0..1_000);
    let waiting = requests(&mut server, 1_000).await;
    let _late = call_all(&client, 1_000..1_001);
    tokio::time::sleep(Duration::from_secs(10)).await;
    server.reply(&waiting[0].0, json!(0)).await;
    let heard = server.expect(FrameType::Request).await;
    assert_eq!(heard.body["response_timeout_ms"], 20_000);
}

#[tokio::test(start_paused = true)]
async fn payloads_in_flight_stay_within_4_mib() {
    let (client, mut server) = pair();
    let large = Arc::new("x".repeat(1024 * 1024 + 1));
    let mut calls = JoinSet::new();
    for _ in 0..4 {
        let (client, large) = (client.clone(), large.clone());
        calls.spawn(async move { client.call::<u32>("a", "M", &*large).await });
    }
    let first = server.request().await;
    server.request().await;
    server.request().await;
    server.hears_nothing().await;
    server.reply(&first, json!(1)).await;
    server.request().await;
}

#[tokio::test(start_paused = true)]
async fn a_larger_request_goes_alone_in_its_turn_and_asks_for_no_credit() {
    let (client, mut server) = pair();
    let _small = call_all(&client, 0..2);
    let small = requests(&mut server, 2).await;
    let large = tokio::spawn({
        let client = client.clone();
        async move { client.stream::<u32>("a", "M", &"x".repeat(5 * 1024 * 1024)).await.unwrap() }
    });
    server.hears_nothing().await;
    let _later = call_all(&client, 2..4);
    server.reply(&small[0].0, json!(0)).await;
    server.hears_nothing().await;
    server.reply(&small[1].0, json!(1)).await;
    let heard = server.expect(FrameType::Request).await;
    assert_eq!(heard.body.get("stream_credit"), None);
    server.hears_nothing().await;
    drop(large.await.unwrap());
    server.expect(FrameType::Cancel).await;
    requests(&mut server, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_asks_for_256_items_and_for_more_as_they_are_taken() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let heard = server.expect(FrameType::Request).await;
    assert_eq!(heard.body["stream_credit"], 256);
    for sequence in 0..256 {
        server.item(heard.id(), sequence, json!(sequence)).await;
    }
    server.hears_nothing().await;
    for round in 0..2 {
        for sequence in 0..128 {
            assert_eq!(stream.next().await.unwrap().unwrap(), round * 128 + sequence);
        }
        let credit = server.expect(FrameType::Credit).await;
        assert_eq!((credit.id(), &credit.body["items"]), (heard.id(), &json!(128)));
    }
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_knows_no_credit_is_held_back_until_items_are_taken_or_let_go() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<(u32, String)>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    let large = "x".repeat(1024 * 1024);
    let sent = AtomicU32::new(0);
    let mut script = std::pin::pin!(async {
        for number in 0..80 {
            server.item(&id, number, json!([number, large])).await;
            sent.store(number, Ordering::Relaxed);
        }
        server.expect(FrameType::Cancel).await;
        let id = server.request().await;
        server.reply(&id, json!(42)).await;
    });
    for taken in 0..3 {
        tokio::time::timeout(Duration::from_millis(1), &mut script).await.unwrap_err();
        let ahead = sent.load(Ordering::Relaxed) - taken;
        assert!((62..66).contains(&ahead), "{ahead}");
        assert_eq!(stream.next().await.unwrap().unwrap().0, taken);
    }
    tokio::time::timeout(Duration::from_millis(1), &mut script).await.unwrap_err();
    drop(stream);
    let (answer, ()) = tokio::join!(client.call::<u32>("a", "M", &1), script);
    assert_eq!(answer.unwrap(), 42);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_has_ended_leaves_its_place_to_the_next() {
    let (client, mut server) = pair();
    let place = |id: &str| id.parse::<u64>().unwrap() & u64::from(u32::MAX);
    let (answer, id) = tokio::join!(client.call::<u32>("a", "M", &1), async {
        let id = server.request().await;
        server.reply(&id, json!(1)).await;
        id
    });
    answer.unwrap();
    let first = place(&id);
    client.call::<u32>("a", "M", &1).await.unwrap_err();
    assert_eq!(place(&server.request().await), first, "after a reply");
    server.expect(FrameType::Cancel).await;
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    assert_eq!(place(&id), first, "after a timeout");
    server.end(&id, 0).await;
    assert!(stream.next().await.is_none());
    let second = client.stream::<u32>("a", "M", &1).await.unwrap();
    assert_eq!(place(&server.request().await), first, "after a stream's end, though it is still held");
    drop((stream, second));
    server.expect(FrameType::Cancel).await;
    client.stream::<u32>("a", "M", &1).await.unwrap();
    assert_eq!(place(&server.request().await), first, "after a stream that was dropped");
}
