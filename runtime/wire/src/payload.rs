//! A user's message: the span it is decoded from, and how it becomes bytes. Knows formats and serde, no envelope.

mod capture;
mod decode_error;
mod encode_error;
pub(crate) mod path;
mod portable;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

#[cfg(feature = "messagepack")]
pub use crate::msgpack::Fault;
pub use decode_error::DecodeError;
pub use encode_error::EncodeError;
pub use portable::Portable;

use crate::{Format, json};

/// The bytes of one value inside a received frame: well formed, not decoded yet.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// A JSON value.
    Json(&'a RawValue),
    /// A MessagePack value. Only this crate makes one, once its depth and counts are checked; see [`Payload::parse`].
    #[non_exhaustive]
    MessagePack(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// Checks that `bytes` are exactly one value.
    pub fn parse(format: Format, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        decode(format, bytes)
    }

    /// The format the bytes are written in.
    #[must_use]
    pub const fn format(&self) -> Format {
        match self {
            Self::Json(_) => Format::Json,
            Self::MessagePack(_) => Format::MessagePack,
        }
    }

    /// The encoded value.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Json(raw) => raw.get().as_bytes(),
            Self::MessagePack(bytes) => bytes,
        }
    }

    /// Bytes of the encoded value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    /// Never: an encoded value has a byte at least.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes().is_empty()
    }

    /// Decodes the value, borrowing from the frame what `T` borrows.
    pub fn decode<T: Deserialize<'a>>(&self) -> Result<T, DecodeError> {
        match self {
            Self::Json(raw) => json::decode(raw.get()),
            #[cfg(feature = "messagepack")]
            Self::MessagePack(bytes) => crate::msgpack::typed::decode(bytes),
            #[cfg(not(feature = "messagepack"))]
            Self::MessagePack(_) => Err(DecodeError::Unsupported),
        }
    }
}

impl PartialEq for Payload<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.format() == other.format() && self.bytes() == other.bytes()
    }
}

impl Eq for Payload<'_> {}

/// Decodes one of our structs from exactly `bytes`.
pub(crate) fn decode<'a, T: Deserialize<'a>>(format: Format, bytes: &'a [u8]) -> Result<T, DecodeError> {
    match format {
        Format::Json => json::decode_bytes(bytes),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => Ok(crate::msgpack::decode(bytes)?),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => Err(DecodeError::Unsupported),
    }
}

/// Keeps an absent payload apart from one that is null.
pub(crate) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Payload<'de>>, D::Error> {
    Payload::deserialize(deserializer).map(Some)
}
