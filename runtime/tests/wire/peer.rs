//! The other end of a connection, by hand: bytes out, frames in. Shares no code with what it tests.

use std::io::ErrorKind;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub(crate) const REQUEST: u8 = 1;
pub(crate) const RESPONSE: u8 = 2;
pub(crate) const ERROR: u8 = 3;
pub(crate) const HEARTBEAT: u8 = 4;
pub(crate) const PUSH: u8 = 5;
pub(crate) const SUBSCRIBE: u8 = 6;
pub(crate) const UNSUBSCRIBE: u8 = 7;
pub(crate) const DISCOVER: u8 = 8;
pub(crate) const STREAM: u8 = 9;
pub(crate) const SUBSCRIBE_PATTERNS: u8 = 10;
pub(crate) const UNSUBSCRIBE_PATTERNS: u8 = 11;
pub(crate) const CANCEL: u8 = 12;
pub(crate) const CREDIT: u8 = 13;

pub(crate) const JSON: u8 = 1;
pub(crate) const MESSAGEPACK: u8 = 2;

/// A received frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) format: u8,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// The payload, read by decoders that are not ours.
    pub(crate) fn body(&self) -> Value {
        match self.format {
            JSON => serde_json::from_slice(&self.payload).unwrap(),
            MESSAGEPACK => rmp_serde::from_slice(&self.payload).unwrap(),
            other => panic!("format byte {other}"),
        }
    }

    pub(crate) fn id(&self) -> String {
        self.body()["correlation_id"].as_str().unwrap().to_owned()
    }

    /// The code of a frame that is an error.
    pub(crate) fn code(&self) -> String {
        self.body()["error_code"].as_str().unwrap_or_else(|| panic!("no error: {}", self.body())).to_owned()
    }

    /// The payload of a success.
    pub(crate) fn reply(&self) -> Value {
        assert_eq!(self.kind, RESPONSE, "{}", self.body());
        self.body()["payload"].clone()
    }
}

/// A frame of version 2.
pub(crate) fn frame(kind: u8, format: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([2, kind, format]);
    bytes.extend(payload);
    bytes
}

/// A frame of version 2 around a value.
pub(crate) fn framed(kind: u8, format: u8, value: &Value) -> Vec<u8> {
    match format {
        MESSAGEPACK => frame(kind, format, &rmp_serde::to_vec_named(value).unwrap()),
        _ => frame(kind, format, text(value).as_bytes()),
    }
}

/// The value in JSON, the fields of a request in the order in which nearly every client writes them.
fn text(value: &Value) -> String {
    const FIRST: [&str; 4] = ["correlation_id", "target", "message_type", "payload"];
    let Some(fields) = value.as_object() else { return value.to_string() };
    let first = FIRST.iter().filter_map(|key| fields.get_key_value(*key));
    let rest = fields.iter().filter(|(key, _)| !FIRST.contains(&key.as_str()));
    let written: Vec<_> = first.chain(rest).map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    format!("{{{}}}", written.join(","))
}

/// A request to the desk that expects one reply.
pub(crate) fn call(id: &str, message_type: &str, payload: &Value) -> Value {
    json!({"correlation_id": id, "target": "desk", "message_type": message_type, "payload": payload,
           "expects_reply": true})
}

/// A request to the desk that expects a stream.
pub(crate) fn stream(id: &str, message_type: &str, payload: &Value) -> Value {
    with(call(id, message_type, payload), "expects_stream", true)
}

/// A message to the desk that is only acknowledged.
pub(crate) fn post(id: &str, message_type: &str, payload: &Value) -> Value {
    with(call(id, message_type, payload), "expects_reply", false)
}

/// The value with one field more, or another.
pub(crate) fn with(mut value: Value, key: &str, field: impl Into<Value>) -> Value {
    value[key] = field.into();
    value
}

/// A client that does only what it is told.
pub(crate) struct Peer<S> {
    pub(crate) stream: S,
    received: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub(crate) fn on(stream: S) -> Self {
        Self { stream, received: Vec::new() }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Sends one JSON frame.
    pub(crate) async fn send(&mut self, kind: u8, value: &Value) {
        self.write(&framed(kind, JSON, value)).await;
    }

    pub(crate) async fn request(&mut self, envelope: &Value) {
        self.send(REQUEST, envelope).await;
    }

    /// Sends a request and returns what comes next.
    pub(crate) async fn ask(&mut self, envelope: &Value) -> Frame {
        self.request(envelope).await;
        self.next().await
    }

    /// Sends one JSON frame and returns what comes next.
    pub(crate) async fn exchange(&mut self, kind: u8, value: &Value) -> Frame {
        self.send(kind, value).await;
        self.next().await
    }

    pub(crate) async fn next(&mut self) -> Frame {
        self.next_or_end().await.expect("a frame, not the end of the connection")
    }

    /// The next frame; `None` at the end of the connection, also if it came while we still sent.
    pub(crate) async fn next_or_end(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.cut_frame() {
                return Some(frame);
            }
            let read = match self.stream.read_buf(&mut self.received).await {
                Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
                read => read.unwrap(),
            };
            if read == 0 {
                assert!(self.received.is_empty(), "the connection ended amid a frame");
                return None;
            }
        }
    }

    /// All frames up to the end of the connection.
    pub(crate) async fn rest(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next_or_end().await {
            frames.push(frame);
        }
        frames
    }

    pub(crate) async fn several(&mut self, count: usize) -> Vec<Frame> {
        let mut frames = Vec::new();
        while frames.len() < count {
            frames.push(self.next().await);
        }
        frames
    }

    pub(crate) async fn half_close(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    fn cut_frame(&mut self) -> Option<Frame> {
        let header = self.received.get(..7)?;
        let len = u32::from_be_bytes(header[..4].try_into().unwrap()) as usize;
        assert_eq!(header[4], 2, "a server answers with headers of version 2");
        let (kind, format) = (header[5], header[6]);
        let payload = self.received.get(7..7 + len)?.to_vec();
        self.received.drain(..7 + len);
        Some(Frame { kind, format, payload })
    }
}
