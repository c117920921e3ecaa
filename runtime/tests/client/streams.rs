//! Streams from a real server.

use acton_reactive::client::ClientError;
use acton_wire::{Executed, Format};

use crate::service::{Add, CountTo, FORMATS, Fail, Name, Never, Number, Service, Sum};

#[tokio::test]
async fn a_stream_yields_every_item_in_order_and_then_ends() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        for last in [0, 1, 255, 256, 257, 5_000] {
            let mut stream =
                client.stream::<Number>("arithmetic", "CountTo", &CountTo { last }).await.unwrap();
            for number in 1..=last {
                assert_eq!(stream.next().await.unwrap().unwrap().number, number);
            }
            assert!(stream.next().await.is_none());
            assert!(stream.next().await.is_none(), "and stays ended");
        }
    }
}

#[tokio::test]
async fn a_slow_consumer_holds_no_other_call_and_loses_nothing() {
    let service = Service::start().await;
    let client = service.client(Format::Json).await;
    let last = 20_000;
    let mut slow = client.stream::<Number>("arithmetic", "CountTo", &CountTo { last }).await.unwrap();
    assert_eq!(slow.next().await.unwrap().unwrap().number, 1);
    for a in 0..100 {
        let answer: Sum = client.call("arithmetic", "Add", &Add { a, b: 1 }).await.unwrap();
        assert_eq!(answer.sum, a + 1);
    }
    let mut others =
        client.stream::<Number>("arithmetic", "CountTo", &CountTo { last: 1_000 }).await.unwrap();
    for number in 1..=1_000 {
        assert_eq!(others.next().await.unwrap().unwrap().number, number);
    }
    for number in 2..=last {
        assert_eq!(slow.next().await.unwrap().unwrap().number, number);
    }
    assert!(slow.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_at_the_server() {
    let service = Service::start().await;
    let client = service.client(Format::MessagePack).await;
    let stream = client.stream::<Number>("arithmetic", "Never", &Never).await.unwrap();
    service.started.notified().await;
    drop(stream);
    service.forsaken.notified().await;
}

#[tokio::test]
async fn an_error_of_the_server_is_the_last_item() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        let mut stream = client.stream::<Number>("arithmetic", "Fail", &Fail).await.unwrap();
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!((error.code(), error.executed()), ("HANDLER_ERROR", Executed::Yes), "{error}");
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_the_last() {
    #[derive(Debug, serde::Deserialize)]
    struct Other {
        #[expect(dead_code, reason = "it is never there")]
        letter: char,
    }
    let service = Service::start().await;
    let client = service.client(Format::Json).await;
    let mut stream = client.stream::<Other>("arithmetic", "CountTo", &CountTo { last: 9 }).await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, ClientError::Decode(_)) && error.to_string().contains("letter"), "{error}");
    assert!(stream.next().await.is_none());
    let whole: Name = client.call("arithmetic", "Add", &Add { a: 1, b: 2 }).await.unwrap();
    assert_eq!(whole.name, None);
}
