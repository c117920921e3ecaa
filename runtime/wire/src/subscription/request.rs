//! A client's list of names or patterns.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Format, FrameType, correlation, object, payload, text};

/// The names of a SUBSCRIBE or UNSUBSCRIBE, or the patterns of their pattern twins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamesRequest<'a> {
    /// Opaque; the answer carries it.
    pub correlation_id: Cow<'a, str>,
    /// Names or patterns; empty means all when unsubscribing.
    pub names: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Types<'a> {
    #[serde(borrow)]
    correlation_id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text::list")]
    message_types: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Patterns<'a> {
    #[serde(borrow)]
    correlation_id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text::list")]
    patterns: Vec<Cow<'a, str>>,
}

impl<'a> NamesRequest<'a> {
    /// Decodes the payload of a SUBSCRIBE or UNSUBSCRIBE frame.
    pub fn decode_types(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let Types { correlation_id, message_types } = payload::decode(format, bytes)?;
        Self { correlation_id, names: message_types }.checked()
    }

    /// Decodes the payload of a `SUBSCRIBE_PATTERNS` or `UNSUBSCRIBE_PATTERNS` frame.
    pub fn decode_patterns(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let Patterns { correlation_id, patterns } = payload::decode(format, bytes)?;
        Self { correlation_id, names: patterns }.checked()
    }

    /// Appends the frame `kind` of this request: one of the four kinds that subscribe or unsubscribe.
    pub fn write(&self, out: &mut Vec<u8>, format: Format, kind: FrameType) {
        let key = match kind {
            FrameType::SubscribePatterns | FrameType::UnsubscribePatterns => "patterns",
            _ => "message_types",
        };
        object::frame(out, kind, format, |object| {
            object.text("correlation_id", &self.correlation_id);
            object.texts(key, self.names.iter().map(|name| &**name));
        });
    }

    fn checked(self) -> Result<Self, DecodeError> {
        correlation::check(&self.correlation_id)?;
        Ok(self)
    }
}
