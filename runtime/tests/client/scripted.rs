//! A server that does what a test tells it to, byte by byte, over a memory link or a socket.

use std::time::Duration;

use acton_reactive::ipc::IpcClient;
use acton_wire::frame::{self, FrameType};
use acton_wire::{Failure, Format, reply};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

/// Bytes each direction holds.
const BUFFER: usize = 64 * 1024;

/// The server's end of one connection.
pub(crate) struct Scripted<L = DuplexStream> {
    pub(crate) link: L,
    heard: Vec<u8>,
}

/// One frame the client sent.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) kind: FrameType,
    pub(crate) body: Value,
}

impl Heard {
    pub(crate) fn id(&self) -> &str {
        self.body["correlation_id"].as_str().expect("a correlation id")
    }
}

/// Any JSON in any frame.
pub(crate) fn framed(kind: FrameType, body: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    frame::write(&mut out, kind, Format::Json, |out| out.extend(body.to_string().into_bytes()));
    out
}

/// A client and the server it talks to.
pub(crate) fn pair() -> (IpcClient, Scripted) {
    let (ours, theirs) = duplex(BUFFER);
    let client = IpcClient::builder().timeout(Duration::from_secs(30)).connect_over(ours).unwrap();
    (client, Scripted { link: theirs, heard: Vec::new() })
}

/// A socket at which connections are taken one by one.
pub(crate) struct Door {
    listener: UnixListener,
    directory: TempDir,
}

impl Door {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join("socket")).unwrap();
        Self { listener, directory }
    }

    /// A client of it, and the server's end of its first connection.
    pub(crate) async fn pair(&self) -> (IpcClient, Scripted<UnixStream>) {
        let path = self.directory.path().join("socket");
        let (client, server) = tokio::join!(IpcClient::connect(path), self.next());
        (client.unwrap(), server)
    }

    /// The server's end of the next connection.
    pub(crate) async fn next(&self) -> Scripted<UnixStream> {
        Scripted { link: self.listener.accept().await.unwrap().0, heard: Vec::new() }
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin> Scripted<L> {
    /// The next frame; `None` once the client has closed the connection.
    pub(crate) async fn hear(&mut self) -> Option<Heard> {
        loop {
            if let Some((frame, used)) = frame::split(&self.heard, usize::MAX).unwrap() {
                let heard = Heard { kind: frame.kind, body: serde_json::from_slice(frame.payload).unwrap() };
                self.heard.drain(..used);
                return Some(heard);
            }
            let mut bytes = vec![0; BUFFER];
            let read = self.link.read(&mut bytes).await.unwrap_or(0);
            if read == 0 {
                assert!(self.heard.is_empty(), "the client closed in the middle of a frame");
                return None;
            }
            self.heard.extend_from_slice(&bytes[..read]);
        }
    }

    /// The next frame, which is of this kind.
    pub(crate) async fn expect(&mut self, kind: FrameType) -> Heard {
        let heard = self.hear().await.expect("the client is there");
        assert_eq!(heard.kind, kind, "{heard:?}");
        heard
    }

    /// The id of the next frame, which is a request.
    pub(crate) async fn request(&mut self) -> String {
        self.expect(FrameType::Request).await.id().to_owned()
    }

    /// Nothing more is sent, however long one waits. For a paused clock.
    pub(crate) async fn hears_nothing(&mut self) {
        let silence = timeout(Duration::from_millis(1), self.hear()).await;
        assert!(silence.is_err(), "{silence:?}");
    }

    pub(crate) async fn say(&mut self, bytes: &[u8]) {
        self.link.write_all(bytes).await.unwrap();
    }

    /// Any JSON in any frame.
    pub(crate) async fn tell(&mut self, kind: FrameType, body: &Value) {
        self.say(&framed(kind, body)).await;
    }

    pub(crate) async fn reply(&mut self, id: &str, value: Value) {
        let body = json!({"correlation_id": id, "success": true, "payload": value});
        self.tell(FrameType::Response, &body).await;
    }

    pub(crate) async fn item(&mut self, id: &str, sequence: u32, value: Value) {
        let body = json!({"correlation_id": id, "sequence": sequence, "is_final": false, "payload": value});
        self.tell(FrameType::Stream, &body).await;
    }

    pub(crate) async fn end(&mut self, id: &str, sequence: u32) {
        let mut out = Vec::new();
        reply::stream_end(&mut out, Format::Json, id, sequence);
        self.say(&out).await;
    }

    pub(crate) async fn fail(&mut self, id: &str, failure: Failure<'_>) {
        let mut out = Vec::new();
        reply::failure(&mut out, Format::Json, id, &failure);
        self.say(&out).await;
    }

    /// Confirms the subscription that comes next; what was asked for.
    pub(crate) async fn subscribed(&mut self, kind: FrameType) -> Value {
        let heard = self.expect(kind).await;
        let body = json!({"correlation_id": heard.id(), "success": true, "subscribed_types": []});
        self.tell(FrameType::Response, &body).await;
        heard.body["message_types"].clone()
    }

    pub(crate) async fn push(&mut self, message_type: &str, sequence: Option<u64>, value: Value) {
        let mut body = json!({
            "notification_id": "n", "message_type": message_type, "payload": value, "timestamp_ms": 1,
        });
        if let Some(sequence) = sequence {
            body["sequence"] = sequence.into();
        }
        self.tell(FrameType::Push, &body).await;
    }
}
