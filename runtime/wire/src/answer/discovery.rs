//! The answer to discovery.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Format, discover::ProtocolVersion, payload, text};

/// What a server has to call, and what it speaks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Discovery<'a> {
    /// The request's id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// Whether the question was answered.
    pub success: bool,
    /// The sentence for people.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error: Option<Cow<'a, str>>,
    /// What the server speaks; a refusal leaves it out.
    #[serde(default, borrow)]
    pub protocol_version: Option<ProtocolVersion<'a>>,
    /// The exposed actors, if they were asked for.
    #[serde(default, borrow)]
    pub actors: Option<Vec<ActorInfo<'a>>>,
    /// The registered types, if they were asked for.
    #[serde(default, borrow, deserialize_with = "text::optional_list")]
    pub message_types: Option<Vec<Cow<'a, str>>>,
    /// The code for programs; [`ErrorCode`](crate::ErrorCode) parses it.
    #[serde(default, borrow, deserialize_with = "text::optional")]
    pub error_code: Option<Cow<'a, str>>,
}

/// One exposed actor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ActorInfo<'a> {
    /// The name to put into `target`.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Its address in full, stable while it lives.
    #[serde(borrow)]
    pub ern: Cow<'a, str>,
}

impl<'a> Discovery<'a> {
    /// Decodes the payload of a RESPONSE or ERROR frame to DISCOVER.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        payload::decode(format, bytes)
    }
}
