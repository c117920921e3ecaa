//! A whole client: every verb at once, and a server that says arbitrary bytes in arbitrary pieces.

use std::time::Duration;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_wire::answer::Response;
use acton_wire::limits::MAX_PAYLOAD;
use acton_wire::{FrameType, frame};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::runtime::Runtime;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::chunks::Script;

/// Bytes each direction holds.
const BUFFER: usize = 64 * 1024;

/// The id of a connection's first request.
const FIRST_ID: &str = "0";

/// Where clients live; their clock is paused.
pub(crate) struct Clock(Runtime);

impl Clock {
    pub(crate) fn pause() -> Self {
        let builder = &mut tokio::runtime::Builder::new_current_thread();
        Self(builder.enable_time().start_paused(true).build().unwrap())
    }

    /// Whatever a server says, every verb comes to an end, and a call believes its own answer only.
    pub(crate) fn lets_every_verb_end(&self, input: &[u8]) {
        let script = Script::of(input);
        self.0.block_on(async {
            let (ours, theirs) = duplex(BUFFER);
            let client = IpcClient::builder().connect_over(ours).unwrap();
            let verbs = async { tokio::join!(call(&client), others(&client), say(theirs, &script)) };
            let (answer, ..) = timeout(Duration::from_hours(1), verbs).await.expect("an end of all verbs");
            if let Ok(value) = answer {
                assert_eq!(Some(value), first_answer(script.bytes()));
            }
        });
    }
}

async fn call(client: &IpcClient) -> Result<Value, ClientError> {
    client.with_retry(false).call("calculator", "Add", &1).await
}

async fn others(client: &IpcClient) {
    let items = async {
        let mut stream = client.stream::<Value>("calculator", "Count", &2).await?;
        while stream.next().await.is_some() {}
        Ok::<_, ClientError>(())
    };
    let pushes = async {
        let mut subscription = client.subscribe(&["PriceChanged"]).await?;
        // A server that neither closes nor says anything more does not end it.
        while timeout(Duration::from_mins(1), subscription.next()).await.is_ok_and(|push| push.is_some()) {}
        Ok::<_, ClientError>(())
    };
    let again = async { client.call::<Value>("calculator", "Add", &2).await };
    let post = client.post("calculator", "Add", &3);
    drop(tokio::join!(items, pushes, again, post, client.discover(), client.ping()));
}

/// Says all of it once the client has asked; then closes, or listens until the client does.
async fn say(mut link: DuplexStream, script: &Script<'_>) {
    let mut heard = vec![0; BUFFER];
    drop(link.read(&mut heard).await);
    for chunk in script.chunks() {
        // A client that believes nothing more is gone.
        if link.write_all(chunk).await.is_err() {
            return;
        }
        yield_now().await;
    }
    if !script.vanishes {
        // The client lets go of the connection once all its verbs have ended.
        let silence = async { while link.read(&mut heard).await.is_ok_and(|bytes| bytes > 0) {} };
        drop(timeout(Duration::from_mins(10), silence).await);
    }
}

/// What the first answer to the first request says, if that is a success.
fn first_answer(mut bytes: &[u8]) -> Option<Value> {
    while let Ok(Some((frame, consumed))) = frame::split(bytes, MAX_PAYLOAD) {
        bytes = &bytes[consumed..];
        let Ok(answer) = Response::decode(frame.format, frame.payload) else { continue };
        let is_answer = matches!(frame.kind, FrameType::Response | FrameType::Error);
        if is_answer && answer.correlation_id.parse() == FIRST_ID.parse::<u64>() {
            let succeeded = answer.success && frame.kind == FrameType::Response;
            return succeeded.then(|| answer.payload.map_or(Value::Null, |value| value.decode().unwrap()));
        }
    }
    None
}
