//! The protocol by hand: owned envelopes, written to and read from any stream.
//!
//! For programs that hold a socket of their own; [`IpcClient`](crate::ipc::IpcClient) does more.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use acton_wire::answer::{Response, StreamItem};
use acton_wire::frame::{self, FrameType, Version};
use acton_wire::limits::MAX_PAYLOAD;
use acton_wire::{DecodeError, FrameError, Headers, Payload, Request};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub use acton_wire::{ErrorCode, Executed, Format};

static CORRELATION: AtomicU64 = AtomicU64::new(1);

/// A request, owned.
#[derive(Clone, Debug, PartialEq)]
pub struct IpcEnvelope {
    /// Opaque; the answer carries it. [`new`](Self::new) counts.
    pub correlation_id: String,
    /// The name an actor is exposed under.
    pub target: String,
    /// The registered name of the message's type.
    pub message_type: String,
    /// The message.
    pub payload: Value,
    /// One reply is expected.
    pub expects_reply: bool,
    /// A stream of replies is expected; wins over `expects_reply`.
    pub expects_stream: bool,
    /// Milliseconds until the server answers TIMEOUT; `None`: its default, 30,000.
    pub response_timeout_ms: Option<u64>,
    /// What the handler sees as `ctx.headers()`.
    pub headers: Headers,
}

impl IpcEnvelope {
    /// A request that expects one reply.
    pub fn new(target: impl Into<String>, message_type: impl Into<String>, payload: Value) -> Self {
        Self { expects_reply: true, ..Self::fire_and_forget(target, message_type, payload) }
    }

    /// A message that is only acknowledged, once it is in the actor's mailbox.
    pub fn fire_and_forget(
        target: impl Into<String>,
        message_type: impl Into<String>,
        payload: Value,
    ) -> Self {
        Self {
            correlation_id: CORRELATION.fetch_add(1, Ordering::Relaxed).to_string(),
            target: target.into(),
            message_type: message_type.into(),
            payload,
            expects_reply: false,
            expects_stream: false,
            response_timeout_ms: None,
            headers: Headers::new(),
        }
    }

    /// A request that expects a stream of replies.
    pub fn stream(target: impl Into<String>, message_type: impl Into<String>, payload: Value) -> Self {
        Self { expects_stream: true, ..Self::fire_and_forget(target, message_type, payload) }
    }
}

/// An answer, owned: the one to a request, or one frame of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IpcResponse {
    /// The request's id.
    pub correlation_id: String,
    /// Whether there is no error.
    pub success: bool,
    /// A sentence for people.
    pub error: Option<String>,
    /// The stable code.
    pub error_code: Option<String>,
    /// The reply.
    pub payload: Option<Value>,
    /// Whether the handler ran; there on errors.
    pub executed: Option<Executed>,
    /// When a retry may succeed, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The number of a stream's frame, from 0; `None` outside streams.
    pub sequence: Option<u32>,
    /// Whether nothing follows under this id.
    pub is_final: bool,
}

/// What went wrong while writing or reading a frame.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// The stream failed or ended.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
    /// The bytes received are no frame we take.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The payload does not parse.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The envelope is larger than a frame may be.
    #[error("the envelope has {0} bytes and a frame holds at most {MAX_PAYLOAD}")]
    TooLarge(usize),
    /// A frame that answers nothing.
    #[error("a {0:?} frame came where an answer was expected")]
    Unexpected(FrameType),
}

/// Writes a request as one JSON frame, in one write.
///
/// # Errors
/// [`ProtocolError::TooLarge`] before anything is written; [`ProtocolError::Io`] if the stream fails.
///
/// # Cancel safety
/// None: a write that is dropped may leave half a frame.
pub async fn write_envelope(
    writer: &mut (impl AsyncWrite + Unpin),
    envelope: &IpcEnvelope,
) -> Result<(), ProtocolError> {
    let payload = envelope.payload.to_string();
    let mut frame = Vec::with_capacity(payload.len() + 256);
    let request = Request {
        correlation_id: &envelope.correlation_id,
        target: &envelope.target,
        message_type: &envelope.message_type,
        expects_reply: envelope.expects_reply,
        expects_stream: envelope.expects_stream,
        response_timeout_ms: envelope.response_timeout_ms,
        headers: Some(&envelope.headers).filter(|headers| !headers.is_empty()),
        stream_credit: None,
    };
    request.write(&mut frame, Format::Json, payload.as_bytes());
    let len = frame.len() - frame::HEADER_LEN;
    if len > MAX_PAYLOAD {
        return Err(ProtocolError::TooLarge(len));
    }
    writer.write_all(&frame).await?;
    Ok(writer.flush().await?)
}

/// Reads the next answer: a response, an error, or one frame of a stream. Heartbeats and pushes are
/// passed over; `max` bounds a frame's payload in bytes.
///
/// # Errors
/// The stream fails or ends, or what comes is no answer.
///
/// # Cancel safety
/// None: a read that is dropped may have taken half a frame.
pub async fn read_response(
    reader: &mut (impl AsyncRead + Unpin),
    max: usize,
) -> Result<IpcResponse, ProtocolError> {
    loop {
        // Not a byte past the frame: a version 1 header is the shorter one, and nothing need follow it.
        let mut bytes = vec![0; Version::V1.header_len()];
        reader.read_exact(&mut bytes).await?;
        let total = loop {
            match frame::announced(&bytes, max)? {
                Some(total) => break total,
                None => bytes.push(reader.read_u8().await?),
            }
        };
        let rest = (total - bytes.len()) as u64;
        reader.take(rest).read_to_end(&mut bytes).await?;
        let Some((frame, _)) = frame::split(&bytes, max)? else {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        };
        match frame.kind {
            FrameType::Response | FrameType::Error => {
                return owned(&Response::decode(frame.format, frame.payload)?);
            }
            FrameType::Stream => return owned_item(&StreamItem::decode(frame.format, frame.payload)?),
            FrameType::Push | FrameType::Heartbeat => {}
            other => return Err(ProtocolError::Unexpected(other)),
        }
    }
}

fn owned(response: &Response<'_>) -> Result<IpcResponse, ProtocolError> {
    Ok(IpcResponse {
        correlation_id: response.correlation_id.as_ref().into(),
        success: response.success,
        error: response.error.as_deref().map(Into::into),
        error_code: response.error_code.as_deref().map(Into::into),
        payload: value(response.payload)?,
        executed: response.executed,
        retry_after_ms: response.retry_after_ms,
        sequence: None,
        is_final: true,
    })
}

fn owned_item(item: &StreamItem<'_>) -> Result<IpcResponse, ProtocolError> {
    Ok(IpcResponse {
        correlation_id: item.correlation_id.as_ref().into(),
        success: item.error.is_none(),
        error: item.error.as_deref().map(Into::into),
        error_code: item.error_code.as_deref().map(Into::into),
        payload: value(item.payload)?,
        executed: item.executed,
        retry_after_ms: item.retry_after_ms,
        sequence: Some(item.sequence),
        is_final: item.is_final,
    })
}

fn value(payload: Option<Payload<'_>>) -> Result<Option<Value>, ProtocolError> {
    Ok(payload.map(|payload| payload.decode()).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_of_version_one_is_read_to_its_last_byte_and_no_further() {
        let heartbeat = b"\0\0\0\0\x01\x04";
        let body = br#"{"correlation_id":"7","success":true,"payload":{"count":1}}"#;
        let len = u32::try_from(body.len()).unwrap().to_be_bytes();
        let bytes = [&heartbeat[..], &len, b"\x01\x02", body, heartbeat].concat();
        let mut left = &bytes[..];
        let response = read_response(&mut left, MAX_PAYLOAD).await.unwrap();
        assert_eq!((&*response.correlation_id, response.success), ("7", true));
        assert_eq!(response.payload, Some(serde_json::json!({"count": 1})));
        assert_eq!(left, heartbeat);
    }

    #[tokio::test]
    async fn a_stream_that_ends_inside_a_frame_is_an_error() {
        let frame = b"\0\0\0\x02\x02\x02\x01{}";
        for end in 0..frame.len() {
            let error = read_response(&mut &frame[..end], MAX_PAYLOAD).await.unwrap_err();
            let ProtocolError::Io(error) = error else { panic!("{error} after {end} bytes") };
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "after {end} bytes");
        }
    }
}
