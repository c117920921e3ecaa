//! What a client says about requests in flight. Neither frame is answered.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{DecodeError, Format, FrameType, correlation, object, payload};

#[cfg(test)]
mod tests;

/// Ends every request of an id that is in flight.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Cancel<'a> {
    /// The requests' id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
}

impl<'a> Cancel<'a> {
    /// Decodes the payload of a CANCEL frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let cancel: Self = payload::decode(format, bytes)?;
        correlation::check(&cancel.correlation_id)?;
        Ok(cancel)
    }

    /// Appends the CANCEL frame.
    pub fn write(&self, out: &mut Vec<u8>, format: Format) {
        object::frame(out, FrameType::Cancel, format, |object| {
            object.text("correlation_id", &self.correlation_id);
        });
    }
}

/// Room for more items of the streams of an id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Credit<'a> {
    /// The streams' id.
    #[serde(borrow)]
    pub correlation_id: Cow<'a, str>,
    /// How many more items may come.
    pub items: u32,
}

impl<'a> Credit<'a> {
    /// Decodes the payload of a CREDIT frame.
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let credit: Self = payload::decode(format, bytes)?;
        correlation::check(&credit.correlation_id)?;
        Ok(credit)
    }

    /// Appends the CREDIT frame.
    pub fn write(&self, out: &mut Vec<u8>, format: Format) {
        object::frame(out, FrameType::Credit, format, |object| {
            object.text("correlation_id", &self.correlation_id);
            object.number("items", self.items.into());
        });
    }
}
