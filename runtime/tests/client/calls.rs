//! Calls, posts and questions to a real server.

use std::collections::BTreeMap;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::{Executed, Format};
use tokio::task::JoinSet;

use crate::service::{Add, FORMATS, Fail, Name, Note, Notes, Number, Service, Sum, WhoAsks};

async fn sum(client: &IpcClient, a: i64, b: i64) -> i64 {
    client.call::<Sum>("arithmetic", "Add", &Add { a, b }).await.unwrap().sum
}

#[tokio::test]
async fn a_call_is_answered_in_either_format() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        assert_eq!(client.format(), format);
        assert_eq!(sum(&client, 5, 3).await, 8);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_calls_from_many_tasks_each_get_their_own_answer() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        let mut calls = JoinSet::new();
        for a in 0..3_000 {
            let client = client.clone();
            calls.spawn(async move {
                let answer = sum(&client, a, 1_000_000).await;
                assert_eq!(answer, a + 1_000_000);
                answer
            });
        }
        let all: i64 = calls.join_all().await.into_iter().sum();
        assert_eq!(all, 3_000 * 1_000_000 + 2_999 * 3_000 / 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_of_one_process_do_not_mix_their_answers() {
    let service = Service::start().await;
    let clients = [service.client(Format::Json).await, service.client(Format::MessagePack).await];
    let mut calls = JoinSet::new();
    for a in 0..1_000 {
        for (client, b) in clients.iter().cloned().zip([10_000, 20_000]) {
            calls.spawn(async move { assert_eq!(sum(&client, a, b).await, a + b) });
        }
    }
    assert_eq!(calls.join_all().await.len(), 2_000);
}

#[tokio::test]
async fn posts_are_handled_before_a_later_call_of_the_same_connection() {
    let service = Service::start().await;
    let client = service.client(Format::Json).await;
    for number in 1..=100 {
        client.post("arithmetic", "Note", &Note { number }).await.unwrap();
    }
    let noted: Number = client.call("arithmetic", "Notes", &Notes).await.unwrap();
    assert_eq!(noted.number, 5_050);
}

#[tokio::test]
async fn headers_reach_the_handler_and_only_from_the_handle_that_has_them() {
    let service = Service::start().await;
    let plain = service.client(Format::Json).await;
    let named = plain.with_headers(BTreeMap::from([("who".to_owned(), "Zoë \"Z\"".to_owned())]));
    let name: Name = named.call("arithmetic", "WhoAsks", &WhoAsks).await.unwrap();
    assert_eq!(name, Name { name: Some("Zoë \"Z\"".to_owned()) });
    let name: Name = plain.call("arithmetic", "WhoAsks", &WhoAsks).await.unwrap();
    assert_eq!(name, Name { name: None });
}

#[tokio::test]
async fn an_error_says_its_code_and_whether_the_handler_ran() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        let errors = [
            (client.call::<Sum>("nobody", "Add", &Add { a: 1, b: 1 }).await, "ACTOR_NOT_FOUND", Executed::No),
            (client.call("arithmetic", "Subtract", &1).await, "UNKNOWN_MESSAGE_TYPE", Executed::No),
            (client.call("arithmetic", "Add", &"one and one").await, "SERIALIZATION_ERROR", Executed::No),
            (client.call("arithmetic", "Fail", &Fail).await, "HANDLER_ERROR", Executed::Yes),
        ];
        for (answer, code, executed) in errors {
            let error = answer.unwrap_err();
            assert_eq!((error.code(), error.executed()), (code, executed), "{error}");
        }
        assert_eq!(sum(&client, 2, 2).await, 4);
    }
}

#[tokio::test]
async fn a_reply_of_another_type_than_asked_for_says_where_it_does_not_fit() {
    let service = Service::start().await;
    let client = service.client(Format::Json).await;
    let error = client.call::<Name>("arithmetic", "Add", &Add { a: 1, b: 1 }).await;
    assert_eq!(error.unwrap().name, None, "an option may be absent");
    let error = client.call::<Number>("arithmetic", "Add", &Add { a: 1, b: 1 }).await.unwrap_err();
    assert!(matches!(error, ClientError::Decode(_)) && error.to_string().contains("number"), "{error}");
    assert_eq!(error.executed(), Executed::Yes);
}

#[tokio::test]
async fn what_a_frame_cannot_hold_is_not_sent() {
    let service = Service::start().await;
    let client = service.client(Format::Json).await;
    let huge = "x".repeat(16 * 1024 * 1024);
    let error = client.post("arithmetic", "Note", &huge).await.unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error}");
    assert_eq!(error.executed(), Executed::No);
    assert_eq!(sum(&client, 1, 1).await, 2);
}

#[tokio::test]
async fn a_server_lists_what_it_exposes_and_echoes_heartbeats() {
    let service = Service::start().await;
    for format in FORMATS {
        let client = service.client(format).await;
        client.ping().await.unwrap();
        let found = client.discover().await.unwrap();
        assert_eq!(found.protocol_version, 2);
        assert_eq!(found.actors.len(), 1);
        assert_eq!(found.actors[0].name, "arithmetic");
        assert!(found.actors[0].ern.starts_with("ern:acton:reactive:"), "{found:?}");
        assert!(found.message_types.contains(&"CountTo".to_owned()), "{found:?}");
    }
}
