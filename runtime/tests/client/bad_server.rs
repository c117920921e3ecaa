//! A server that breaks the protocol: nobody hangs, nobody gets another's answer, memory stays bounded.

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::frame::{FrameType, header};
use acton_wire::{Executed, Format};
use serde_json::{Value, json};

use crate::scripted::{Scripted, pair};

async fn call(client: &IpcClient) -> Result<u32, ClientError> {
    client.call("a", "M", &1).await
}

/// What a call gets when its server first says `bytes`.
async fn call_met_with(bytes: &[u8]) -> ClientError {
    let (client, mut server) = pair();
    let script = async {
        server.request().await;
        server.say(bytes).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert!(client.is_closed());
    answer.unwrap_err()
}

/// A call during which its server says something odd, and then answers 42 as it should.
async fn call_that_survives(odd: impl AsyncFnOnce(&mut Scripted, &str)) {
    let (client, mut server) = pair();
    let script = async {
        let id = server.request().await;
        odd(&mut server, &id).await;
        server.reply(&id, json!(42)).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap(), 42);
}

fn assert_ended(error: &ClientError, because: &str) {
    assert!(matches!(error, ClientError::Disconnected { .. }), "{error}");
    assert!(error.to_string().contains(because), "{error}");
    assert_eq!(error.executed(), Executed::Maybe);
}

#[tokio::test(start_paused = true)]
async fn a_length_beyond_the_limit_ends_the_connection_before_its_bytes_come() {
    let limit = 16 * 1024 * 1024;
    for length in [limit + 1, u32::MAX as usize] {
        let head = header(length, FrameType::Response, Format::Json);
        assert_ended(&call_met_with(&head).await, "no frames");
    }
}

#[tokio::test(start_paused = true)]
async fn a_header_that_is_none_ends_the_connection() {
    for head in
        [[0, 0, 0, 2, 9, 2, 1], [0, 0, 0, 2, 2, 0x7f, 1], [0, 0, 0, 2, 2, 0, 1], [0, 0, 0, 2, 2, 2, 9]]
    {
        assert_ended(&call_met_with(&head).await, "no frames");
    }
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_only_clients_send_ends_the_connection() {
    for kind in
        [FrameType::Request, FrameType::Subscribe, FrameType::Discover, FrameType::Cancel, FrameType::Credit]
    {
        let mut bytes = header(2, kind, Format::Json).to_vec();
        bytes.extend(b"{}");
        assert_ended(&call_met_with(&bytes).await, "only clients send");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_parse_ends_the_connection() {
    for kind in [FrameType::Response, FrameType::Error, FrameType::Stream, FrameType::Push] {
        for payload in ["", "{", "{}", "[1]", "{\"correlation_id\":0,\"success\":true}"] {
            let mut bytes = header(payload.len(), kind, Format::Json).to_vec();
            bytes.extend(payload.as_bytes());
            assert_ended(&call_met_with(&bytes).await, "does not parse");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn half_a_frame_and_then_nothing_ends_every_call() {
    let (client, mut server) = pair();
    let script = async {
        server.request().await;
        let id = server.request().await;
        let mut bytes = header(500, FrameType::Response, Format::Json).to_vec();
        bytes.extend(format!("{{\"correlation_id\":\"{id}\",\"success\":true,").bytes());
        server.say(&bytes).await;
        drop(server);
    };
    let (first, second, ()) = tokio::join!(call(&client), call(&client), script);
    assert_ended(&first.unwrap_err(), "in the middle of a frame");
    assert_ended(&second.unwrap_err(), "in the middle of a frame");
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_nobody_is_passed_over() {
    call_that_survives(async |server, id| {
        let forged: u64 = id.parse::<u64>().unwrap() + 1;
        let reused = forged + (1 << 32);
        let long = "9".repeat(2_000);
        for id in [
            "",
            "unknown",
            "-1",
            "NaN",
            &long,
            &forged.to_string(),
            &reused.to_string(),
            &u64::MAX.to_string(),
        ] {
            server.reply(id, json!(13)).await;
            server.item(id, 0, json!(13)).await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_nobody_sent_answers_no_call() {
    call_that_survives(async |server, id| {
        for echo in [json!(id.parse::<u64>().unwrap()), json!(99), json!("x"), Value::Null] {
            server.tell(FrameType::Heartbeat, &echo).await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_push_nobody_subscribed_to_is_passed_over() {
    call_that_survives(async |server, _| {
        for number in 0..5_000 {
            server.push(&format!("T{number}"), Some(u64::MAX), json!(0)).await;
            server.push(&format!("T{number}"), Some(0), json!(0)).await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_second_reply_is_given_to_nobody() {
    let (client, mut server) = pair();
    let script = async {
        let first = server.request().await;
        server.reply(&first, json!(1)).await;
        server.reply(&first, json!(2)).await;
        let second = server.request().await;
        assert_ne!(first, second);
        server.reply(&first, json!(3)).await;
        server.reply(&second, json!(4)).await;
    };
    let calls = async {
        assert_eq!(call(&client).await.unwrap(), 1);
        assert_eq!(call(&client).await.unwrap(), 4);
    };
    tokio::join!(calls, script);
}

#[tokio::test(start_paused = true)]
async fn an_error_frame_is_no_success_whatever_it_says() {
    let (client, mut server) = pair();
    let script = async {
        let id = server.request().await;
        let body = json!({"correlation_id": id, "success": true, "payload": 1});
        server.tell(FrameType::Error, &body).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    let error = answer.unwrap_err();
    assert_eq!((error.code(), error.executed()), ("UNKNOWN", Executed::Maybe), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_answer_to_a_request_ends_that_request_alone() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    server.reply(&id, json!(1)).await;
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.executed()), ("PROTOCOL_ERROR", Executed::Maybe), "{error}");
    assert_eq!(server.expect(FrameType::Cancel).await.id(), id);

    let script = async {
        let id = server.request().await;
        server.item(&id, 0, json!(1)).await;
        assert_eq!(server.expect(FrameType::Cancel).await.id(), id);
        server.end(&id, 1).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap_err().code(), "PROTOCOL_ERROR");

    let script = async {
        let id = server.expect(FrameType::Heartbeat).await.body.to_string();
        server.reply(&id, json!(1)).await;
    };
    let (answer, ()) = tokio::join!(client.ping(), script);
    assert_eq!(answer.unwrap_err().code(), "PROTOCOL_ERROR");
    assert!(!client.is_closed());
}

#[tokio::test(start_paused = true)]
async fn a_gap_or_a_repeat_in_a_stream_is_an_error_not_a_silent_loss() {
    for odd in [0, 1, 3, u32::MAX] {
        for is_final in [false, true] {
            let (client, mut server) = pair();
            let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
            let id = server.request().await;
            server.item(&id, 0, json!(0)).await;
            server.item(&id, 1, json!(1)).await;
            let body = json!({"correlation_id": id, "sequence": odd, "is_final": is_final, "payload": 2});
            server.tell(FrameType::Stream, &body).await;
            server.item(&id, 2, json!(2)).await;
            assert_eq!(stream.next().await.unwrap().unwrap(), 0);
            assert_eq!(stream.next().await.unwrap().unwrap(), 1);
            let error = stream.next().await.unwrap().unwrap_err();
            assert!(error.to_string().contains("where item 2 was due"), "{error}");
            assert!(stream.next().await.is_none());
            assert_eq!(server.expect(FrameType::Cancel).await.id(), id);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_follows_the_final_frame() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    let body = json!({"correlation_id": id, "sequence": 0, "is_final": true, "payload": 1});
    server.tell(FrameType::Stream, &body).await;
    server.item(&id, 1, json!(2)).await;
    server.end(&id, 2).await;
    server.reply(&id, json!(3)).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), 1, "a payload on the final frame counts");
    assert!(stream.next().await.is_none());
    server.hears_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn an_endless_error_text_is_cut() {
    let (client, mut server) = pair();
    let script = async {
        let id = server.request().await;
        let body = json!({"correlation_id": id, "success": false, "error": "é".repeat(1_000_000)});
        server.tell(FrameType::Error, &body).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap_err().to_string().len(), 1024);
}
