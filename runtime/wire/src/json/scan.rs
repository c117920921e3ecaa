//! The [`Scan`] of JSON text: strings without escapes, whole numbers, white space wherever JSON allows it.

use std::borrow::Cow;

use super::grammar::{blank, colon, plain, value, word};
use crate::{
    Payload,
    scan::{Key, Scan, Unusual},
};

/// Text of an object, and how far it has been read.
pub(crate) struct TextScan<'a> {
    text: &'a str,
    at: usize,
    /// What comes before the next key: the opening brace, then a comma.
    before: u8,
}

impl<'a> TextScan<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, before: b'{' }
    }

    /// Where the next thing begins.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    #[inline]
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// Passes to `end` and gives the text on the way.
    #[inline]
    fn pass(&mut self, end: usize) -> &'a str {
        &self.text[std::mem::replace(&mut self.at, end)..end]
    }
}

/// Passes a key that has white space before its colon.
#[cold]
fn spaced(bytes: &[u8], at: usize, key: Key) -> Option<usize> {
    let quoted = key.quoted.strip_suffix(':')?;
    if bytes[at..].starts_with(quoted.as_bytes()) { colon(bytes, at + quoted.len()) } else { None }
}

#[expect(
    clippy::inline_always,
    reason = "a key is a constant, and compared as one, only where this is inlined"
)]
impl<'a> Scan<'a> for TextScan<'a> {
    #[inline(always)]
    fn key(&mut self, key: Key) -> bool {
        let bytes = self.bytes();
        let at = blank(bytes, self.at);
        if bytes.get(at) != Some(&self.before) {
            return false;
        }
        let at = blank(bytes, at + 1);
        let Some(rest) = bytes.get(at..) else { return false };
        let value = if rest.starts_with(key.quoted.as_bytes()) {
            at + key.quoted.len()
        } else {
            let Some(value) = spaced(bytes, at, key) else { return false };
            value
        };
        self.at = blank(bytes, value);
        self.before = b',';
        true
    }

    #[inline]
    fn text(&mut self) -> Result<Cow<'a, str>, Unusual> {
        let bytes = self.bytes();
        let end = plain(bytes, self.at).ok_or(Unusual)?;
        if bytes.get(end) != Some(&b'"') {
            return Err(Unusual);
        }
        self.at += 1;
        let text = self.pass(end);
        self.at += 1;
        Ok(Cow::Borrowed(text))
    }

    #[inline]
    fn number(&mut self) -> Result<u64, Unusual> {
        let digits = &self.bytes()[self.at..];
        let mut count = 0;
        let mut number = 0_u64;
        while let Some(digit @ b'0'..=b'9') = digits.get(count) {
            let digit = u64::from(digit - b'0');
            number = number.checked_mul(10).and_then(|tens| tens.checked_add(digit)).ok_or(Unusual)?;
            count += 1;
        }
        let is_whole = !matches!(digits.get(count), Some(b'.' | b'e' | b'E'));
        if count == 0 || !is_whole || (digits[0] == b'0' && count > 1) {
            return Err(Unusual);
        }
        self.at += count;
        Ok(number)
    }

    #[inline]
    fn flag(&mut self) -> Result<bool, Unusual> {
        let bytes = self.bytes();
        let is_true = bytes.get(self.at) == Some(&b't');
        self.at = word(bytes, self.at, if is_true { b"true" } else { b"false" }).ok_or(Unusual)?;
        Ok(is_true)
    }

    #[inline]
    fn payload(&mut self) -> Result<Payload<'a>, Unusual> {
        let end = value(self.bytes(), self.at).ok_or(Unusual)?;
        Ok(Payload::Json(self.pass(end)))
    }

    #[inline]
    fn end(self) -> Result<(), Unusual> {
        let bytes = self.bytes();
        let at = blank(bytes, self.at);
        let is_whole = bytes.get(at) == Some(&b'}') && blank(bytes, at + 1) == bytes.len();
        if is_whole { Ok(()) } else { Err(Unusual) }
    }
}
