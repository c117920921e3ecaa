//! How scalars are written in each format this build has. The one place where the formats differ byte by byte.

use serde::Serialize;

#[cfg(feature = "messagepack")]
use crate::msgpack::write;
use crate::{Format, json};

/// A format that is built in.
#[derive(Clone, Copy)]
pub(crate) enum Notation {
    Json,
    #[cfg(feature = "messagepack")]
    MessagePack,
}

impl Notation {
    pub(crate) const fn of(format: Format) -> Self {
        match format {
            #[cfg(feature = "messagepack")]
            Format::MessagePack => Self::MessagePack,
            _ => Self::Json,
        }
    }

    pub(crate) const fn format(self) -> Format {
        match self {
            Self::Json => Format::Json,
            #[cfg(feature = "messagepack")]
            Self::MessagePack => Format::MessagePack,
        }
    }

    pub(crate) fn text(self, out: &mut Vec<u8>, value: &str) {
        match self {
            Self::Json if json::ordinary(value.as_bytes()) == value.len() => {
                out.push(b'"');
                out.extend_from_slice(value.as_bytes());
                out.push(b'"');
            }
            Self::Json => serialize(out, value),
            #[cfg(feature = "messagepack")]
            Self::MessagePack => write::text(out, value),
        }
    }

    pub(crate) fn number(self, out: &mut Vec<u8>, value: u64) {
        match self {
            Self::Json => serialize(out, &value),
            #[cfg(feature = "messagepack")]
            Self::MessagePack => write::number(out, value),
        }
    }

    /// Whether the number that ends with this byte and the next one differ in it alone.
    pub(crate) const fn is_below_carry(self, last: u8) -> bool {
        match self {
            Self::Json => last < b'9',
            // At 0x7f a number may become a byte longer.
            #[cfg(feature = "messagepack")]
            Self::MessagePack => last & 0x7f != 0x7f,
        }
    }

    pub(crate) fn flag(self, out: &mut Vec<u8>, value: bool) {
        match self {
            Self::Json => out.extend_from_slice(if value { b"true" } else { b"false" }),
            #[cfg(feature = "messagepack")]
            Self::MessagePack => write::flag(out, value),
        }
    }
}

fn serialize(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    serde_json::to_writer(out, value).expect("a Vec takes every string and number");
}
