//! A user's message: the span it is decoded from, and how it becomes bytes. Knows formats and serde, no envelope.

mod capture;
mod decode_error;
mod encode_error;
pub(crate) mod path;
mod portable;
mod presumed;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer};

#[cfg(feature = "messagepack")]
pub use crate::msgpack::Fault;
#[cfg(feature = "messagepack")]
pub(crate) use capture::SPAN;
pub use decode_error::DecodeError;
pub use encode_error::EncodeError;
pub use portable::Portable;
pub use presumed::Presumed;

use crate::{
    Format, json,
    scan::{Scanned, Unusual},
};

/// The bytes of one value inside a received frame: well formed, not decoded yet.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The text of a JSON value. Only this crate makes one, once its grammar is checked; see [`Payload::parse`].
    #[non_exhaustive]
    Json(&'a str),
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
            Self::Json(text) => text.as_bytes(),
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
            Self::Json(text) => json::typed(text),
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
        Format::Json => json::decode(json::text(bytes)?),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => Ok(crate::msgpack::decode(bytes)?),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => Err(DecodeError::Unsupported),
    }
}

/// The same for a struct that travels often: scanned, and decoded only if it is not written as usual.
#[inline]
pub(crate) fn scan<'a, T: Scanned<'a> + Deserialize<'a>>(
    format: Format,
    bytes: &'a [u8],
) -> Result<T, DecodeError> {
    let scanned = match format {
        Format::Json => T::scan(json::TextScan::new(json::text(bytes)?)),
        #[cfg(feature = "messagepack")]
        Format::MessagePack => crate::msgpack::EntryScan::new(bytes).and_then(T::scan),
        #[cfg(not(feature = "messagepack"))]
        Format::MessagePack => return Err(DecodeError::Unsupported),
    };
    match scanned {
        Ok(scanned) => Ok(scanned),
        Err(Unusual) => decode(format, bytes),
    }
}

/// Keeps an absent payload apart from one that is null.
pub(crate) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Payload<'de>>, D::Error> {
    Payload::deserialize(deserializer).map(Some)
}
