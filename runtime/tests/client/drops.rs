//! What happens to a request when nobody waits for it any more. The clock is paused.

use acton_wire::frame::FrameType;
use serde_json::json;
use tokio::task::yield_now;

use crate::scripted::pair;

/// Polls `begun` until `until` is done, then drops it.
macro_rules! drop_after {
    ($begun:expr, $until:expr) => {
        tokio::select! {
            biased;
            _ = $begun => panic!("it was answered"),
            done = $until => done,
        }
    };
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_cancelled_once() {
    let (client, mut server) = pair();
    let id = drop_after!(client.call::<u32>("a", "M", &1), server.request());
    assert_eq!(server.expect(FrameType::Cancel).await.id(), id);
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_with_its_answer_there_is_not_cancelled() {
    let (client, mut server) = pair();
    let mut call = Box::pin(client.call::<u32>("a", "M", &1));
    let id = drop_after!(&mut call, server.request());
    server.reply(&id, json!(1)).await;
    server.hears_nothing().await;
    drop(call);
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn only_what_an_actor_answers_is_cancelled() {
    let (client, mut server) = pair();
    drop_after!(client.post("a", "M", &1), server.request());
    drop_after!(client.ping(), server.expect(FrameType::Heartbeat));
    drop_after!(client.discover(), server.expect(FrameType::Discover));
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_post_that_is_dropped_right_away_still_leaves_whole() {
    let (client, mut server) = pair();
    let message = json!({"kept": true});
    drop_after!(client.post("a", "M", &message), yield_now());
    drop(client);
    assert_eq!(server.expect(FrameType::Request).await.body["payload"], message);
    assert!(server.hear().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_is_cancelled_unless_it_had_ended() {
    let (client, mut server) = pair();
    let stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    server.item(&id, 0, json!(1)).await;
    drop(stream);
    assert_eq!(server.expect(FrameType::Cancel).await.id(), id);

    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    server.end(&id, 0).await;
    assert!(stream.next().await.is_none());
    drop(stream);
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn no_item_is_lost_when_a_wait_for_it_is_dropped() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    for sequence in 0..10 {
        drop_after!(stream.next(), yield_now());
        server.item(&id, sequence, json!(sequence)).await;
        assert_eq!(stream.next().await.unwrap().unwrap(), sequence);
    }
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_dropped_before_its_answer_is_undone() {
    let (client, mut server) = pair();
    drop_after!(client.subscribe(&["A"]), server.expect(FrameType::Subscribe));
    let undone = server.expect(FrameType::Unsubscribe).await;
    assert_eq!(undone.body["message_types"], json!(["A"]));
    drop_after!(client.subscribe_patterns(&["A*"]), server.expect(FrameType::SubscribePatterns));
    let undone = server.expect(FrameType::UnsubscribePatterns).await;
    assert_eq!(undone.body["patterns"], json!(["A*"]));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_to_nothing_unsubscribes_from_nothing() {
    let (client, mut server) = pair();
    let (nothing, _) = tokio::join!(client.subscribe(&[]), server.subscribed(FrameType::Subscribe));
    drop(nothing.unwrap());
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn the_connection_lives_as_long_as_anything_that_uses_it() {
    let (client, mut server) = pair();
    let clone = client.with_timeout(std::time::Duration::from_secs(1));
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    drop((client, clone));
    server.item(&id, 0, json!(5)).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 5);
    drop(stream);
    server.expect(FrameType::Cancel).await;
    assert!(server.hear().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_dropped_leaves_a_server_that_takes_nothing() {
    use tokio::io::AsyncReadExt;

    let (client, mut server) = pair();
    let large = "x".repeat(100_000);
    drop_after!(client.post("a", "M", &large), yield_now());
    drop(client);
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    let mut left = Vec::new();
    server.link.read_to_end(&mut left).await.unwrap();
    assert!(left.len() < large.len(), "{} bytes", left.len());
}
