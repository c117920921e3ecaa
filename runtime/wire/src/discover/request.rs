//! A client's question what there is to call.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Format, FrameType, correlation, object, payload};

/// What a client wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DiscoverRequest<'a> {
    /// Opaque; the answer carries it.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// The exposed actors. Default: true.
    #[serde(default = "yes")]
    pub include_actors: bool,
    /// The registered message types. Default: true.
    #[serde(default = "yes")]
    pub include_message_types: bool,
}

const fn yes() -> bool {
    true
}

impl<'a> DiscoverRequest<'a> {
    /// Decodes the payload of a DISCOVER frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let request: Self = payload::decode(format, bytes)?;
        correlation::check(&request.correlation_id)?;
        Ok(request)
    }

    /// Appends the DISCOVER frame.
    pub fn write(&self, out: &mut Vec<u8>, format: Format) {
        object::frame(out, FrameType::Discover, format, |object| {
            object.text("correlation_id", &self.correlation_id);
            object.flag("include_actors", self.include_actors);
            object.flag("include_message_types", self.include_message_types);
        });
    }
}
