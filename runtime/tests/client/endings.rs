//! How a connection ends, and what each who waited is told.

use std::time::Duration;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::frame::FrameType;
use acton_wire::{ErrorCode, Executed, Failure, REJECTED_ID, UNKNOWN_ID};
use tokio::io::duplex;

use crate::scripted::pair;
use crate::service::{Add, Never, Number, Service, Sum};

async fn call(client: &IpcClient) -> Result<u32, ClientError> {
    client.call("a", "M", &1).await
}

#[tokio::test(start_paused = true)]
async fn a_server_that_goes_leaves_open_whether_it_ran_what_it_had_and_ran_nothing_later() {
    let (client, mut server) = pair();
    let script = async {
        server.request().await;
        drop(server);
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    assert_eq!(answer.unwrap_err().executed(), Executed::Maybe);
    assert!(client.is_closed());
    let errors = [
        call(&client).await.unwrap_err(),
        client.post("a", "M", &1).await.unwrap_err(),
        client.stream::<u32>("a", "M", &1).await.unwrap_err(),
        client.subscribe(&["A"]).await.unwrap_err(),
        client.discover().await.unwrap_err(),
        client.ping().await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, ClientError::Disconnected { .. }), "{error}");
        assert_eq!(error.executed(), Executed::No);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_what_had_arrived_and_then_says_that_the_connection_ended() {
    let (client, mut server) = pair();
    let mut stream = client.stream::<u32>("a", "M", &1).await.unwrap();
    let id = server.request().await;
    server.item(&id, 0, 5.into()).await;
    drop(server);
    assert_eq!(stream.next().await.unwrap().unwrap(), 5);
    assert!(matches!(stream.next().await.unwrap(), Err(ClientError::Disconnected { .. })));
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_room_when_the_connection_ends_was_not_sent() {
    let (client, mut server) = pair();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..1_200 {
        let client = client.clone();
        calls.spawn(async move { call(&client).await.unwrap_err().executed() });
    }
    for _ in 0..1_000 {
        server.request().await;
    }
    server.hears_nothing().await;
    drop(server);
    let executed = calls.join_all().await;
    assert_eq!(executed.iter().filter(|executed| **executed == Executed::No).count(), 200);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_room_learns_of_the_end_at_once_though_nobody_lets_go() {
    let (client, mut server) = pair();
    let large = "x".repeat(5 * 1024 * 1024);
    let _held = client.stream::<u32>("a", "M", &large).await.unwrap();
    server.request().await;
    let begun = tokio::time::Instant::now();
    let (answer, ()) = tokio::join!(call(&client), async { drop(server) });
    assert_eq!(answer.unwrap_err().executed(), Executed::No);
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_says_why_and_that_nothing_ran() {
    let (client, mut server) = pair();
    let script = async {
        let refusal = Failure::new(ErrorCode::ConnectionLimitReached, "at most 1").limit(1);
        server.fail(REJECTED_ID, refusal).await;
        drop(server);
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    for error in [answer.unwrap_err(), call(&client).await.unwrap_err()] {
        assert_eq!((error.code(), error.executed()), ("CONNECTION_LIMIT_REACHED", Executed::No), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_complaint_about_no_request_in_particular_explains_the_close_that_follows() {
    let (client, mut server) = pair();
    let script = async {
        server.request().await;
        let complaint = Failure::new(ErrorCode::PayloadTooLarge, "a frame holds at most 1048576 bytes");
        server.fail(UNKNOWN_ID, complaint).await;
        drop(server);
    };
    let (answer, ()) = tokio::join!(call(&client), script);
    let error = answer.unwrap_err();
    assert!(error.to_string().contains("at most 1048576 bytes"), "{error}");
    assert_eq!(error.executed(), Executed::Maybe);
}

#[tokio::test]
async fn a_real_server_refuses_one_connection_too_many_by_name() {
    let service = Service::start().await;
    let path = service.path.with_file_name("narrow.sock");
    let _narrow = service.runtime.ipc_listener().socket_path(&path).max_connections(1).start().await.unwrap();
    let first = IpcClient::connect(&path).await.unwrap();
    first.ping().await.unwrap();
    // A call tries again for as long as its caller waits.
    let patience = Duration::from_millis(200);
    let second = IpcClient::builder().socket_path(&path).timeout(patience).connect().await.unwrap();
    let error = second.call::<Sum>("arithmetic", "Add", &Add { a: 1, b: 1 }).await.unwrap_err();
    assert_eq!((error.code(), error.executed()), ("CONNECTION_LIMIT_REACHED", Executed::No), "{error}");
    first.ping().await.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_answers_what_it_has_and_then_the_connection_ends() {
    let service = Service::start().await;
    // Whether there is a new server is looked for as long as its caller waits.
    let patience = Duration::from_millis(200);
    let client = IpcClient::builder().socket_path(&service.path).timeout(patience).connect().await.unwrap();
    let mut stream = client.stream::<Number>("arithmetic", "Never", &Never).await.unwrap();
    service.started.notified().await;
    let (item, stopped) = tokio::join!(stream.next(), service.listener.shutdown());
    stopped.unwrap();
    assert_eq!(item.unwrap().unwrap_err().code(), "SHUTTING_DOWN");
    while !client.is_closed() {
        client.ping().await.ok();
    }
    let error = client.call::<Sum>("arithmetic", "Add", &Add { a: 1, b: 1 }).await.unwrap_err();
    assert_eq!(error.executed(), Executed::No);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_nothing_is_given_up_before_memory_is() {
    let (ours, _theirs) = duplex(1024);
    let client = IpcClient::builder().timeout(Duration::from_secs(1)).connect_over(ours).unwrap();
    let large = "x".repeat(4 * 1000 * 1000);
    let mut calls = 0;
    while !client.is_closed() {
        client.call::<u32>("a", "M", &large).await.unwrap_err();
        calls += 1;
        assert!(calls < 20, "{calls} calls wait to be written");
    }
}

#[test]
fn no_call_outlives_the_runtime_that_drives_its_client() {
    let [theirs, ours] = [(); 2].map(|()| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    });
    let (client, server) = theirs.block_on(async { pair() });
    let waiting = ours.spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    let mut server = server;
    ours.block_on(server.expect(FrameType::Request));
    theirs.shutdown_timeout(Duration::from_secs(10));
    let error = ours.block_on(waiting).unwrap().unwrap_err();
    assert!(error.to_string().contains("shut down"), "{error}");
    assert_eq!(ours.block_on(call(&client)).unwrap_err().executed(), Executed::No);
}
