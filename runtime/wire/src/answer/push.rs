//! A broadcast a subscriber receives.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    DecodeError, Format, Payload, payload,
    scan::{Scan, Scanned, Unusual, key},
    text,
};

/// The payload of a PUSH frame.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Push<'a> {
    /// Opaque, and the server's.
    #[serde(borrow)]
    pub notification_id: Cow<'a, str>,
    /// The wire name of the message's type.
    #[serde(borrow)]
    pub message_type: Cow<'a, str>,
    /// The actor that broadcast it, where it is known.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub source_actor: Option<Cow<'a, str>>,
    /// The message.
    #[serde(borrow)]
    pub payload: Payload<'a>,
    /// Unix time in milliseconds.
    pub timestamp_ms: u64,
    /// Counts from 0 per connection and type, written by our servers; a gap is a loss.
    #[serde(default)]
    pub sequence: Option<u64>,
}

impl<'a> Push<'a> {
    /// Decodes the payload of a PUSH frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        payload::scan(format, bytes)
    }
}

impl<'a> Scanned<'a> for Push<'a> {
    fn scan<S: Scan<'a>>(mut scan: S) -> Result<Self, Unusual> {
        let push = Self {
            notification_id: scan.field(key!("notification_id"), S::text)?,
            message_type: scan.field(key!("message_type"), S::text)?,
            source_actor: scan.optional(key!("source_actor"), S::text)?,
            payload: scan.field(key!("payload"), S::payload)?,
            timestamp_ms: scan.field(key!("timestamp_ms"), S::number)?,
            sequence: scan.optional(key!("sequence"), S::number)?,
        };
        scan.end().map(|()| push)
    }
}
