//! A request: who shall do what, and how the answer is wanted. The payload stays a span.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;

use crate::{
    DecodeError, Format, FrameType, Payload, correlation,
    limits::DEFAULT_RESPONSE_TIMEOUT_MS,
    object, payload,
    scan::{Scan, Scanned, Unusual, key},
};

mod template;
#[cfg(test)]
mod tests;

pub use template::Template;

/// What a caller adds beside the payload, such as a trace context.
pub type Headers = BTreeMap<String, String>;

/// A received request. Nothing is copied but strings with JSON escapes, and headers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Envelope<'a> {
    /// Opaque; echoed with every answer. May be empty.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// The name an actor is exposed under.
    #[serde(borrow)]
    pub target: Cow<'a, str>,
    /// The wire name of the message's type.
    #[serde(borrow)]
    pub message_type: Cow<'a, str>,
    /// The message.
    #[serde(borrow)]
    pub payload: Payload<'a>,
    /// One reply is wanted. Default: false.
    #[serde(default)]
    pub expects_reply: bool,
    /// A stream of replies is wanted; wins over `expects_reply`. Default: false.
    #[serde(default)]
    pub expects_stream: bool,
    /// Milliseconds to the reply, or between two stream items. Default: 30,000; 0 means the cap.
    #[serde(default = "default_timeout")]
    pub response_timeout_ms: u64,
    /// What the caller added.
    #[serde(default)]
    pub headers: Option<Box<Headers>>,
    /// Items a stream may send before it waits for credit. Default: unlimited.
    #[serde(default)]
    pub stream_credit: Option<u32>,
}

const fn default_timeout() -> u64 {
    DEFAULT_RESPONSE_TIMEOUT_MS
}

impl<'a> Envelope<'a> {
    /// Decodes the payload of a REQUEST frame.
    #[inline]
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let envelope: Self = payload::scan(format, bytes)?;
        correlation::check(&envelope.correlation_id)?;
        Ok(envelope)
    }
}

impl<'a> Scanned<'a> for Envelope<'a> {
    fn scan<S: Scan<'a>>(mut scan: S) -> Result<Self, Unusual> {
        let envelope = Self {
            correlation_id: scan.field(key!("correlation_id"), S::text)?,
            target: scan.field(key!("target"), S::text)?,
            message_type: scan.field(key!("message_type"), S::text)?,
            payload: scan.field(key!("payload"), S::payload)?,
            expects_reply: scan.optional(key!("expects_reply"), S::flag)?.unwrap_or_default(),
            expects_stream: scan.optional(key!("expects_stream"), S::flag)?.unwrap_or_default(),
            response_timeout_ms: scan
                .optional(key!("response_timeout_ms"), S::number)?
                .unwrap_or_else(default_timeout),
            headers: None,
            stream_credit: scan.optional(key!("stream_credit"), S::small)?,
        };
        scan.end().map(|()| envelope)
    }
}

/// A request to send: an [`Envelope`] without its payload. What is false or `None` is not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request<'a> {
    /// Opaque; answers carry it.
    pub correlation_id: &'a str,
    /// The name an actor is exposed under.
    pub target: &'a str,
    /// The wire name of the message's type.
    pub message_type: &'a str,
    /// One reply is wanted.
    pub expects_reply: bool,
    /// A stream of replies is wanted.
    pub expects_stream: bool,
    /// Milliseconds to the reply, or between two stream items; `None` leaves it to the server, 30,000.
    pub response_timeout_ms: Option<u64>,
    /// Beside the payload.
    pub headers: Option<&'a Headers>,
    /// Items a stream may send before it waits for credit; `None` is unlimited.
    pub stream_credit: Option<u32>,
}

impl Request<'_> {
    /// Appends the REQUEST frame; `payload` is encoded in `format`.
    pub fn write(&self, out: &mut Vec<u8>, format: Format, payload: &[u8]) {
        object::frame(out, FrameType::Request, format, |object| {
            object.text("correlation_id", self.correlation_id);
            object.text("target", self.target);
            object.text("message_type", self.message_type);
            object.raw("payload", payload);
            if self.expects_reply {
                object.flag("expects_reply", true);
            }
            if self.expects_stream {
                object.flag("expects_stream", true);
            }
            if let Some(ms) = self.response_timeout_ms {
                object.number("response_timeout_ms", ms);
            }
            if let Some(headers) = self.headers {
                object.headers("headers", headers);
            }
            if let Some(items) = self.stream_credit {
                object.number("stream_credit", items.into());
            }
        });
    }
}
