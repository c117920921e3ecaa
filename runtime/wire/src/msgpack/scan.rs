//! The [`Scan`] of a MessagePack map.

use std::borrow::Cow;

use rmp::Marker;

use super::{Fault, Reader};
use crate::{
    Payload,
    scan::{Key, Scan, Unusual},
};

/// The entries of a map, and how many are left.
pub(crate) struct EntryScan<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> EntryScan<'a> {
    /// The map that `bytes` begin with.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, Unusual> {
        let mut reader = Reader::new(bytes);
        let marker = reader.marker()?;
        let left = reader.map_len(marker)?.ok_or(Unusual)?;
        Ok(Self { reader, left })
    }
}

impl From<Fault> for Unusual {
    fn from(_: Fault) -> Self {
        Self
    }
}

#[expect(
    clippy::inline_always,
    reason = "a key is a constant, and compared as one, only where this is inlined"
)]
impl<'a> Scan<'a> for EntryScan<'a> {
    #[inline(always)]
    fn key(&mut self, Key { name, .. }: Key) -> bool {
        let Reader { bytes, at } = &mut self.reader;
        // Names of ours are short strings: one byte says so, and how short.
        let Some((marker, rest)) = bytes[*at..].split_first() else { return false };
        if usize::from(*marker) != 0xa0 | name.len() || !rest.starts_with(name.as_bytes()) || self.left == 0 {
            return false;
        }
        *at += 1 + name.len();
        self.left -= 1;
        true
    }

    #[inline]
    fn text(&mut self) -> Result<Cow<'a, str>, Unusual> {
        let marker = self.reader.marker()?;
        let len = self.reader.text_len(marker)?.ok_or(Unusual)?;
        Ok(Cow::Borrowed(self.reader.text(len)?))
    }

    #[inline]
    fn number(&mut self) -> Result<u64, Unusual> {
        Ok(match self.reader.marker()? {
            Marker::FixPos(number) => number.into(),
            Marker::U8 => u8::from_be_bytes(self.reader.array()?).into(),
            Marker::U16 => u16::from_be_bytes(self.reader.array()?).into(),
            Marker::U32 => u32::from_be_bytes(self.reader.array()?).into(),
            Marker::U64 => u64::from_be_bytes(self.reader.array()?),
            _ => return Err(Unusual),
        })
    }

    #[inline]
    fn flag(&mut self) -> Result<bool, Unusual> {
        match self.reader.marker()? {
            Marker::True => Ok(true),
            Marker::False => Ok(false),
            _ => Err(Unusual),
        }
    }

    #[inline]
    fn payload(&mut self) -> Result<Payload<'a>, Unusual> {
        Ok(Payload::MessagePack(self.reader.span()?))
    }

    #[inline]
    fn end(self) -> Result<(), Unusual> {
        if self.left == 0 && self.reader.left() == 0 { Ok(()) } else { Err(Unusual) }
    }
}
