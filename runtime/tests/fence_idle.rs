//! The fence around idle connections: what traffic needed is given back once it has been quiet for a while.
#![cfg(feature = "ipc-messagepack")]

use std::time::Duration;

use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::runtime::{Builder, Runtime};

const CONNECTIONS: i64 = 100;

/// Heap of an idle connection in bytes, both ends of it.
const MOST: i64 = 4 * 1024;

#[acton_message(ipc)]
struct Text {
    text: String,
}

#[acton_actor]
struct Echo;

fn framed(kind: u8, value: &Value) -> Vec<u8> {
    let payload = value.to_string();
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([2, kind, 1]);
    bytes.extend(payload.as_bytes());
    bytes
}

/// Reads one frame into `buffer`.
async fn skip(stream: &mut UnixStream, buffer: &mut [u8]) {
    let mut header = [0; 7];
    stream.read_exact(&mut header).await.unwrap();
    let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
    stream.read_exact(&mut buffer[..length]).await.unwrap();
}

/// An executor whose clock is paused, a path for the socket, and a runtime that listens at it.
fn listening() -> (Runtime, tempfile::TempDir, ActonRuntime) {
    let executor = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s");
    let runtime = executor.block_on(async {
        let mut runtime = ActonApp::launch();
        runtime.ipc_registry().register::<Text>("Text");
        let mut echo = runtime.new_actor::<Echo>();
        echo.try_act_on::<Text>(|_, ctx| Reply::try_ok(ctx.message().clone()));
        let echo = echo.start().await;
        runtime.ipc_expose("echo", echo);
        runtime.ipc_listener().socket_path(&path).start().await.unwrap();
        // What the first connection allocates for all is not counted.
        drop(UnixStream::connect(&path).await.unwrap());
        tokio::time::sleep(Duration::from_secs(1)).await;
        runtime
    });
    (executor, directory, runtime)
}

/// Heap that `use_them` leaves behind, in bytes a connection.
fn kept(use_them: impl FnOnce()) -> i64 {
    let each = allocation_counter::measure(use_them).bytes_current / CONNECTIONS;
    println!("{each} bytes a connection");
    each
}

#[test]
fn a_connection_that_was_busy_and_is_quiet_holds_at_most_4_kib() {
    let (executor, directory, runtime) = listening();
    let path = directory.path().join("s");
    let text = "x".repeat(50_000);
    let request = framed(
        1,
        &json!({"correlation_id": "1", "target": "echo", "message_type": "Text", "payload": {"text": text},
                "expects_reply": true}),
    );
    let subscribe = framed(6, &json!({"correlation_id": "1", "message_types": ["Text"]}));
    let mut buffer = vec![0; 100_000];

    let mut connections = Vec::new();
    let each = kept(|| {
        executor.block_on(async {
            for _ in 0..CONNECTIONS {
                let mut stream = UnixStream::connect(&path).await.unwrap();
                stream.write_all(&subscribe).await.unwrap();
                skip(&mut stream, &mut buffer).await;
                for _ in 0..3 {
                    stream.write_all(&request).await.unwrap();
                    skip(&mut stream, &mut buffer).await;
                }
                connections.push(stream);
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
            // Pushes are traffic too, also to a peer that sends nothing.
            for _ in 0..50 {
                runtime.broker().broadcast(Text { text: "x".repeat(1_000) }).await;
            }
            for stream in &mut connections {
                for _ in 0..50 {
                    skip(stream, &mut buffer).await;
                }
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        });
    });
    // The threads' own buffers are in it too.
    assert!((500..=MOST).contains(&each), "{each} bytes");
}

#[test]
fn a_frame_that_is_announced_takes_no_memory_before_it_comes() {
    let (executor, directory, _runtime) = listening();
    let path = directory.path().join("s");
    let mut connections = Vec::new();
    let each = kept(|| {
        executor.block_on(async {
            for _ in 0..CONNECTIONS {
                let mut stream = UnixStream::connect(&path).await.unwrap();
                // 1 MiB, of which ten bytes come.
                stream.write_all(&[0, 0x10, 0, 0, 2, 1, 1]).await.unwrap();
                stream.write_all(b"0123456789").await.unwrap();
                connections.push(stream);
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        });
    });
    assert!((500..=MOST).contains(&each), "{each} bytes");
}

#[test]
fn a_subscriber_that_has_left_holds_nothing() {
    let (executor, directory, _runtime) = listening();
    let path = directory.path().join("s");
    let subscribe = framed(6, &json!({"correlation_id": "1", "message_types": ["Text"]}));
    let mut buffer = vec![0; 1_000];
    let mut come_and_leave = |times: i64| {
        executor.block_on(async {
            for _ in 0..times {
                let mut stream = UnixStream::connect(&path).await.unwrap();
                stream.write_all(&subscribe).await.unwrap();
                skip(&mut stream, &mut buffer).await;
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        });
    };
    // Lists keep their room, the executor's of sockets that were closed among them.
    come_and_leave(4 * CONNECTIONS);
    let each = kept(|| come_and_leave(CONNECTIONS));
    assert!((-10..=10).contains(&each), "{each} bytes");
}
