//! A listener and clients that look for the next bytes without sleeping.

use std::path::PathBuf;
use std::time::Duration;

use acton_reactive::ipc::{IpcClient, IpcListener};
use acton_wire::Format;
use tokio::runtime::Handle;

use crate::service::{Add, CountTo, FORMATS, Never, Number, Service, Sum};

const A_WHILE: Duration = Duration::from_micros(50);

/// A second listener of the service, which polls.
async fn polling(service: &Service) -> (IpcListener, PathBuf) {
    let path = service.path.with_file_name("polling.sock");
    let listener =
        service.runtime.ipc_listener().socket_path(&path).busy_poll(A_WHILE).start().await.unwrap();
    (listener, path)
}

async fn client(path: &PathBuf, format: Format, busy_poll: Duration) -> IpcClient {
    IpcClient::builder().socket_path(path).format(format).busy_poll(busy_poll).connect().await.unwrap()
}

async fn calls_and_streams_come_right(client: &IpcClient) {
    for a in 0..100 {
        let Sum { sum } = client.call("arithmetic", "Add", &Add { a, b: 1 }).await.unwrap();
        assert_eq!(sum, a + 1);
    }
    let mut stream =
        client.stream::<Number>("arithmetic", "CountTo", &CountTo { last: 1_000 }).await.unwrap();
    let mut last = 0;
    while let Some(item) = stream.next().await {
        last += 1;
        assert_eq!(item.unwrap().number, last);
    }
    assert_eq!(last, 1_000);
}

async fn whoever_polls_calls_and_streams_come_right() {
    let service = Service::start().await;
    let (listener, path) = polling(&service).await;
    for format in FORMATS {
        let polls = client(&path, format, A_WHILE).await;
        let sleeps = client(&path, format, Duration::ZERO).await;
        let of_a_sleeper =
            IpcClient::builder().socket_path(&service.path).busy_poll(A_WHILE).connect().await.unwrap();
        // All at once: none keeps another from its turn.
        tokio::join!(
            calls_and_streams_come_right(&polls),
            calls_and_streams_come_right(&sleeps),
            calls_and_streams_come_right(&of_a_sleeper),
        );
    }
    assert_eq!(listener.stats().errors, 0);
}

#[tokio::test]
async fn whoever_polls_on_one_thread_calls_and_streams_come_right() {
    whoever_polls_calls_and_streams_come_right().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_polls_on_several_threads_calls_and_streams_come_right() {
    whoever_polls_calls_and_streams_come_right().await;
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled_while_both_sides_poll() {
    let service = Service::start().await;
    let (_listener, path) = polling(&service).await;
    let client = client(&path, Format::Json, A_WHILE).await;
    let stream = client.stream::<Number>("arithmetic", "Never", &Never).await.unwrap();
    service.started.notified().await;
    drop(stream);
    service.forsaken.notified().await;
}

#[tokio::test]
async fn nothing_polls_on_once_listener_and_client_are_gone() {
    let service = Service::start().await;
    let before = Handle::current().metrics().num_alive_tasks();
    let (listener, path) = polling(&service).await;
    let client = client(&path, Format::Json, A_WHILE).await;
    calls_and_streams_come_right(&client).await;
    assert!(Handle::current().metrics().num_alive_tasks() > before);
    drop(client);
    listener.shutdown_gracefully().await;
    // Tasks that were told to end take their last turn.
    while Handle::current().metrics().num_alive_tasks() > before {
        tokio::task::yield_now().await;
    }
}
