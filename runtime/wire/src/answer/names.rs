//! The answer to a subscription.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Format, payload, text};

/// What a connection is subscribed to now: names or patterns, whichever was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Names<'a> {
    /// The request's id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// Whether the request took effect.
    pub success: bool,
    /// The sentence for people.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error: Option<Cow<'a, str>>,
    /// The full set.
    #[serde(
        default,
        borrow,
        rename = "subscribed_types",
        alias = "subscribed_patterns",
        deserialize_with = "text::list"
    )]
    pub names: Vec<Cow<'a, str>>,
    /// The code for programs; [`ErrorCode`](crate::ErrorCode) parses it.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error_code: Option<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Decodes the payload of a RESPONSE or ERROR frame to a subscription.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        payload::decode(format, bytes)
    }
}
