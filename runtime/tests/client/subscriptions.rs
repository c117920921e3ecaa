//! Who gets which push, and what each is told of a loss.

use acton_reactive::client::Subscription;
use acton_wire::frame::FrameType;
use serde_json::{Value, json};

use crate::scripted::{Scripted, pair};
use crate::service::{FORMATS, Note, Number, Service};

#[tokio::test]
async fn broadcasts_reach_exact_and_pattern_subscribers_in_order() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        let mut exact = client.subscribe(&["Number"]).await.unwrap();
        let mut wide = client.subscribe_patterns(&["N*"]).await.unwrap();
        let broker = service.runtime.broker();
        for number in 0..100 {
            broker.broadcast(Number { number }).await;
            broker.broadcast(Note { number }).await;
        }
        for number in 0..100 {
            let push = exact.next().await.unwrap();
            assert_eq!((push.message_type.as_str(), push.sequence), ("Number", Some(number.into())));
            assert_eq!(push.decode::<Number>().unwrap().number, number);
            assert_eq!(wide.next().await.unwrap().message_type, "Number");
            assert_eq!(wide.next().await.unwrap().message_type, "Note");
        }
        assert_eq!((exact.missed(), wide.missed()), (0, 0));
    }
}

#[tokio::test]
async fn a_refused_subscription_says_why() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        let error = client.subscribe_patterns(&["a*b"]).await.unwrap_err();
        assert!(!error.code().is_empty() && error.to_string().contains("pattern"), "{error}");
        let long = "x".repeat(300);
        let error = client.subscribe(&[&long]).await.unwrap_err();
        assert_eq!(error.code(), "QUOTA_EXCEEDED", "{error}");
    }
}

async fn subscription(names: &[&str]) -> (Subscription, Scripted) {
    let (client, mut server) = pair();
    let (subscription, asked) =
        tokio::join!(client.subscribe(names), server.subscribed(FrameType::Subscribe));
    assert_eq!(asked, json!(names));
    (subscription.unwrap(), server)
}

async fn numbers(subscription: &mut Subscription, count: usize) -> Vec<u64> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(subscription.next().await.unwrap().decode().unwrap());
    }
    numbers
}

#[tokio::test(start_paused = true)]
async fn gaps_of_the_server_are_counted_for_each_type_from_the_first_push_on() {
    let (mut subscription, mut server) = subscription(&["A", "B"]).await;
    for (name, sequence) in [("A", 2), ("A", 3), ("B", 0), ("A", 6), ("B", 1), ("A", 7)] {
        server.push(name, Some(sequence), json!(sequence)).await;
    }
    assert_eq!(numbers(&mut subscription, 6).await, [2, 3, 0, 6, 1, 7]);
    assert_eq!(subscription.missed(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_number_its_pushes_has_no_gaps() {
    let (mut subscription, mut server) = subscription(&["A"]).await;
    for number in 0..3 {
        server.push("A", None, json!(number)).await;
    }
    assert_eq!(numbers(&mut subscription, 3).await, [0, 1, 2]);
    assert_eq!(subscription.missed(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_keeps_the_newest_and_is_told_how_many_it_missed() {
    let (mut subscription, mut server) = subscription(&["A"]).await;
    for number in 0..1_030 {
        server.push("A", Some(number), json!(number)).await;
    }
    server.push("A", Some(1_032), json!(1_032)).await;
    server.hears_nothing().await;
    let first = subscription.next().await.unwrap();
    assert_eq!(first.decode::<u64>().unwrap(), 7);
    assert_eq!(subscription.missed(), 7 + 2);
    let rest = numbers(&mut subscription, 1_023).await;
    assert_eq!(rest.last(), Some(&1_032));
}

#[tokio::test(start_paused = true)]
async fn large_pushes_are_held_up_to_16_mib() {
    let (mut subscription, mut server) = subscription(&["A"]).await;
    let large = "x".repeat(3 * 1024 * 1024);
    for number in 0..7 {
        server.push("A", Some(number), json!([number, large])).await;
    }
    server.hears_nothing().await;
    let (first, _): (u64, String) = subscription.next().await.unwrap().decode().unwrap();
    assert_eq!((first, subscription.missed()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_name_is_given_up_only_by_the_last_who_wants_it() {
    let (client, mut server) = pair();
    let (first, _) = tokio::join!(client.subscribe(&["A", "B"]), server.subscribed(FrameType::Subscribe));
    let (second, _) = tokio::join!(client.subscribe(&["B"]), server.subscribed(FrameType::Subscribe));
    drop(first);
    let heard = server.expect(FrameType::Unsubscribe).await;
    assert_eq!(heard.body["message_types"], json!(["A"]));
    drop(second);
    let heard = server.expect(FrameType::Unsubscribe).await;
    assert_eq!(heard.body["message_types"], json!(["B"]));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_connection_comes_after_what_had_arrived() {
    let (mut subscription, mut server) = subscription(&["A"]).await;
    server.push("A", Some(0), Value::Null).await;
    drop(server);
    assert!(subscription.next().await.is_some());
    assert!(subscription.next().await.is_none());
}
