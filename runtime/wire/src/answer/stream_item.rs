//! One item of a stream, or its end.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    DecodeError, Executed, Format, Payload, payload,
    scan::{Scan, Scanned, Unusual, key},
    text,
};

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
        payload::scan(format, bytes)
    }
}

impl<'a> Scanned<'a> for StreamItem<'a> {
    fn scan<S: Scan<'a>>(mut scan: S) -> Result<Self, Unusual> {
        let item = Self {
            correlation_id: scan.field(key!("correlation_id"), S::text)?,
            sequence: scan.field(key!("sequence"), S::small)?,
            is_final: scan.field(key!("is_final"), S::flag)?,
            error: scan.optional(key!("error"), S::text)?,
            error_code: scan.optional(key!("error_code"), S::text)?,
            payload: scan.optional(key!("payload"), S::payload)?,
            executed: None,
            retry_after_ms: None,
        };
        scan.end().map(|()| item)
    }
}
