//! The answer to a request.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    DecodeError, Executed, Format, Payload, payload,
    scan::{Scan, Scanned, Unusual, key},
    text,
};

/// The payload of a RESPONSE frame to a request, or of an ERROR frame.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Response<'a> {
    /// The request's id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// Whether there is a reply rather than an error.
    pub success: bool,
    /// The sentence for people.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error: Option<Cow<'a, str>>,
    /// The code for programs; [`ErrorCode`](crate::ErrorCode) parses it.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error_code: Option<Cow<'a, str>>,
    /// The reply. A null reply is `Some`.
    #[serde(default, borrow, deserialize_with = "payload::present")]
    pub payload: Option<Payload<'a>>,
    /// Whether the handler ran; failures of our servers say it.
    #[serde(default)]
    pub executed: Option<Executed>,
    /// Milliseconds to wait before a retry has a chance.
    #[serde(default)]
    pub retry_after_ms: Option<u64>,
}

impl<'a> Response<'a> {
    /// Decodes the payload of a RESPONSE or ERROR frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        payload::scan(format, bytes)
    }
}

impl<'a> Scanned<'a> for Response<'a> {
    fn scan<S: Scan<'a>>(mut scan: S) -> Result<Self, Unusual> {
        let response = Self {
            correlation_id: scan.field(key!("correlation_id"), S::text)?,
            success: scan.field(key!("success"), S::flag)?,
            error: scan.optional(key!("error"), S::text)?,
            error_code: scan.optional(key!("error_code"), S::text)?,
            payload: scan.optional(key!("payload"), S::payload)?,
            executed: None,
            retry_after_ms: None,
        };
        scan.end().map(|()| response)
    }
}
