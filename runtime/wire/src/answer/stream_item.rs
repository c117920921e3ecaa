//! One item of a stream, or its end.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Executed, Format, Payload, payload, text};

/// The payload of a STREAM frame.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StreamItem<'a> {
    /// The request's id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// Counts from 0.
    pub sequence: u32,
    /// Nothing follows.
    pub is_final: bool,
    /// The sentence for people, on a final frame.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error: Option<Cow<'a, str>>,
    /// The code for programs; [`ErrorCode`](crate::ErrorCode) parses it.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error_code: Option<Cow<'a, str>>,
    /// The item; other servers send one with the final frame too.
    #[serde(default, borrow, deserialize_with = "payload::present")]
    pub payload: Option<Payload<'a>>,
    /// Whether the handler ran; failures of our servers say it.
    #[serde(default)]
    pub executed: Option<Executed>,
    /// Milliseconds to wait before a retry has a chance.
    #[serde(default)]
    pub retry_after_ms: Option<u64>,
}

impl<'a> StreamItem<'a> {
    /// Decodes the payload of a STREAM frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        payload::decode(format, bytes)
    }
}
