//! A server that is built without MessagePack says so, and goes on in JSON.
#![cfg(all(feature = "ipc", not(feature = "ipc-messagepack")))]

use acton_reactive::prelude::*;
use acton_reactive::transport::memory;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

const REQUEST: u8 = 1;
const DISCOVER: u8 = 8;

async fn exchange(stream: &mut DuplexStream, kind: u8, format: u8, payload: &[u8]) -> (u8, u8, Value) {
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([2, kind, format]);
    bytes.extend(payload);
    stream.write_all(&bytes).await.unwrap();
    let mut header = [0; 7];
    stream.read_exact(&mut header).await.unwrap();
    let mut payload = vec![0; u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize];
    stream.read_exact(&mut payload).await.unwrap();
    (header[5], header[6], serde_json::from_slice(&payload).unwrap())
}

#[tokio::test(start_paused = true)]
async fn messagepack_is_refused_in_json_and_the_connection_goes_on() {
    let runtime = ActonApp::launch();
    let (acceptor, connector) = memory::channel();
    runtime.ipc_listener().start_on(acceptor).await.unwrap();
    let mut stream = connector.connect().await.unwrap();

    let (kind, format, body) = exchange(&mut stream, REQUEST, 2, b"\x80").await;
    assert_eq!((kind, format, &body["correlation_id"]), (3, 1, &json!("unknown")));
    assert_eq!((&body["error_code"], &body["executed"]), (&json!("UNSUPPORTED_FORMAT"), &json!("no")));
    assert!(body["error"].as_str().unwrap().starts_with("UnsupportedFormat: "), "{body}");

    let (_, _, discovered) = exchange(&mut stream, DISCOVER, 1, br#"{"correlation_id":"d"}"#).await;
    assert_eq!(discovered["protocol_version"]["capabilities"]["messagepack"], json!(false));
}
