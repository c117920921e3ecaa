//! A client whose connection ended makes another, and sends again only what was not executed.

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::frame::FrameType;
use acton_wire::{ErrorCode, Executed, Failure};
use serde_json::json;

use crate::scripted::{Door, framed};

async fn call(client: &IpcClient) -> Result<u32, ClientError> {
    client.call("a", "M", &1).await
}

fn busy(executed: Executed) -> Failure<'static> {
    Failure { executed, ..Failure::new(ErrorCode::TargetBusy, "its mailbox is full") }
}

#[tokio::test]
async fn the_next_verb_connects_again_after_an_idle_close() {
    let door = Door::new();
    let (client, server) = door.pair().await;
    drop(server);
    let script = async {
        let mut server = door.next().await;
        let id = server.request().await;
        server.reply(&id, 42.into()).await;
        server
    };
    let (answer, _server) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap(), 42);
    assert!(!client.is_closed());
}

#[tokio::test]
async fn what_may_have_been_executed_is_not_sent_again() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let script = async {
        server.request().await;
        drop(server);
    };
    let (lost, ()) = tokio::join!(call(&client), script);
    assert_eq!(lost.unwrap_err().executed(), Executed::Maybe);
    let script = async {
        let mut server = door.next().await;
        server.expect(FrameType::Heartbeat).await;
    };
    let ping = client.ping();
    tokio::select! {
        _ = ping => panic!("nobody echoed"),
        () = script => {}
    }
}

#[tokio::test]
async fn what_a_server_did_not_begin_is_sent_again_and_what_it_may_have_begun_is_not() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let script = async {
        let id = server.request().await;
        server.fail(&id, busy(Executed::No)).await;
        let id = server.request().await;
        server.reply(&id, 42.into()).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap(), 42);
    let script = async {
        let id = server.request().await;
        server.fail(&id, busy(Executed::Maybe)).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap_err().code(), "TARGET_BUSY");
}

#[tokio::test]
async fn a_client_that_wants_no_retries_gets_the_first_answer() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let client = client.with_retry(false);
    let script = async {
        let id = server.request().await;
        server.fail(&id, busy(Executed::No)).await;
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap_err().code(), "TARGET_BUSY");
}

#[tokio::test]
async fn a_subscription_comes_back_and_shows_the_gap() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let (subscription, _) =
        tokio::join!(client.subscribe(&["Price"]), server.subscribed(FrameType::Subscribe));
    let mut subscription = subscription.unwrap();
    server.push("Price", Some(0), 1.into()).await;
    assert_eq!(subscription.next().await.unwrap().decode::<u32>().unwrap(), 1);
    assert_eq!(subscription.gaps(), 0);
    drop(server);
    let mut server = door.next().await;
    assert_eq!(server.subscribed(FrameType::Subscribe).await, json!(["Price"]));
    server.push("Price", Some(0), 2.into()).await;
    assert_eq!(subscription.next().await.unwrap().decode::<u32>().unwrap(), 2);
    assert_eq!((subscription.gaps(), subscription.missed()), (1, 0));
}

#[tokio::test]
async fn a_connection_that_ends_as_it_confirms_a_subscription_leaves_its_pushes_and_a_gap() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let script = async {
        // Confirmed, told and closed before the client has looked once.
        let heard = server.expect(FrameType::Subscribe).await;
        let mut bytes = framed(
            FrameType::Response,
            &json!({"correlation_id": heard.id(), "success": true, "subscribed_types": []}),
        );
        let push = json!({
            "notification_id": "n", "message_type": "Price", "payload": 1, "timestamp_ms": 1, "sequence": 0,
        });
        bytes.extend(framed(FrameType::Push, &push));
        server.say(&bytes).await;
        drop(server);
        let mut server = door.next().await;
        server.subscribed(FrameType::Subscribe).await;
        server.push("Price", Some(0), 2.into()).await;
        server
    };
    let (subscription, _server) = tokio::join!(client.subscribe(&["Price"]), script);
    let mut subscription = subscription.unwrap();
    for price in [1, 2] {
        assert_eq!(subscription.next().await.unwrap().decode::<u32>().unwrap(), price);
    }
    assert_eq!((subscription.gaps(), subscription.missed()), (1, 0));
}

#[tokio::test]
async fn a_stream_that_was_not_begun_is_asked_for_again_and_one_that_was_never_resumes() {
    let door = Door::new();
    let (client, mut server) = door.pair().await;
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let script = async {
        let id = server.request().await;
        server.fail(&id, busy(Executed::No)).await;
        let id = server.request().await;
        server.item(&id, 0, 5.into()).await;
        drop(server);
    };
    let (first, ()) = tokio::join!(stream.next(), script);
    assert_eq!(first.unwrap().unwrap(), 5);
    assert!(matches!(stream.next().await.unwrap(), Err(ClientError::Disconnected { .. })));
    assert!(stream.next().await.is_none());
}
