//! A cursor over MessagePack bytes. Every read is checked against what is left.

use rmp::Marker;

use super::Fault;

pub(crate) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes not read yet.
    pub(super) const fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(super) fn fault(&self, what: &str) -> Fault {
        Fault::new(self.at, what)
    }

    pub(super) fn peek(&self) -> Result<Marker, Fault> {
        match self.bytes.get(self.at) {
            Some(&byte) => Ok(Marker::from_u8(byte)),
            None => Err(self.fault("the bytes end where a value is expected")),
        }
    }

    pub(super) fn marker(&mut self) -> Result<Marker, Fault> {
        let marker = self.peek()?;
        self.at += 1;
        Ok(marker)
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Fault> {
        let Some(taken) = self.bytes[self.at..].get(..len) else {
            return Err(self.fault("a value is announced longer than the bytes left"));
        };
        self.at += len;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// A length field of `width` bytes, 1, 2 or 4.
    pub(super) fn length(&mut self, width: usize) -> Result<usize, Fault> {
        Ok(self.take(width)?.iter().fold(0, |length, &byte| length << 8 | usize::from(byte)))
    }

    /// The length of the string `marker` begins, or `None` if it begins something else.
    pub(super) fn text_len(&mut self, marker: Marker) -> Result<Option<usize>, Fault> {
        Ok(Some(match marker {
            Marker::FixStr(len) => len.into(),
            Marker::Str8 => self.length(1)?,
            Marker::Str16 => self.length(2)?,
            Marker::Str32 => self.length(4)?,
            _ => return Ok(None),
        }))
    }

    /// The count of the array `marker` begins; each element takes a byte at least, so it fits what is left.
    pub(super) fn array_len(&mut self, marker: Marker) -> Result<Option<usize>, Fault> {
        let count = match marker {
            Marker::FixArray(count) => count.into(),
            Marker::Array16 => self.length(2)?,
            Marker::Array32 => self.length(4)?,
            _ => return Ok(None),
        };
        self.fits(count).map(Some)
    }

    /// The entries of the map `marker` begins; each takes two bytes at least.
    pub(super) fn map_len(&mut self, marker: Marker) -> Result<Option<usize>, Fault> {
        let count = match marker {
            Marker::FixMap(count) => count.into(),
            Marker::Map16 => self.length(2)?,
            Marker::Map32 => self.length(4)?,
            _ => return Ok(None),
        };
        self.fits(count.saturating_mul(2))?;
        Ok(Some(count))
    }

    fn fits(&self, count: usize) -> Result<usize, Fault> {
        if count > self.left() {
            Err(self.fault("more elements are announced than bytes are left"))
        } else {
            Ok(count)
        }
    }

    pub(super) fn text(&mut self, len: usize) -> Result<&'a str, Fault> {
        let at = self.at;
        std::str::from_utf8(self.take(len)?).map_err(|_| Fault::new(at, "a string is not valid UTF-8"))
    }

    /// The key of a map entry.
    pub(super) fn key(&mut self) -> Result<&'a str, Fault> {
        let at = self.at;
        let marker = self.marker()?;
        match self.text_len(marker)? {
            Some(len) => self.text(len),
            None => Err(Fault::new(at, KEY)),
        }
    }

    /// An error unless everything has been read.
    pub(crate) fn finish(&self) -> Result<(), Fault> {
        if self.left() == 0 { Ok(()) } else { Err(self.fault("bytes follow the value")) }
    }
}

pub(super) const KEY: &str = "a map key is not a string";
pub(super) const EXTENSION: &str = "an extension type is not accepted";
pub(super) const RESERVED: &str = "the marker 0xc1 means nothing";
