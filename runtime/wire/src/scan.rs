//! One pass over an object of ours as nearly every peer writes it: our fields in our order, nothing beside them. What is
//! written in another way is left to serde, whose verdict counts; what is scanned, serde would read the same.

use std::borrow::Cow;

use crate::Payload;

/// Not written as usual. Serde reads it again, and says what is wrong, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unusual;

/// The name of a field, also as JSON writes it before a value.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    #[cfg_attr(not(feature = "messagepack"), expect(dead_code, reason = "JSON needs the quoted form alone"))]
    pub(crate) name: &'static str,
    pub(crate) quoted: &'static str,
}

/// The [`Key`] of a name that needs no escapes.
macro_rules! key {
    ($name:literal) => {
        crate::scan::Key { name: $name, quoted: concat!("\"", $name, "\":") }
    };
}
pub(crate) use key;

/// A cursor in an object of either format.
#[expect(
    clippy::inline_always,
    reason = "a key is a constant, and compared as one, only where this is inlined"
)]
pub(crate) trait Scan<'a>: Sized {
    /// Passes `key` if it comes next.
    fn key(&mut self, key: Key) -> bool;

    /// A string that can be borrowed.
    fn text(&mut self) -> Result<Cow<'a, str>, Unusual>;

    /// A whole number that is not negative.
    fn number(&mut self) -> Result<u64, Unusual>;

    /// True or false.
    fn flag(&mut self) -> Result<bool, Unusual>;

    /// Any value, well formed.
    fn payload(&mut self) -> Result<Payload<'a>, Unusual>;

    /// The end of the object, and nothing behind it.
    fn end(self) -> Result<(), Unusual>;

    /// A field that must be there.
    #[inline(always)]
    fn field<T>(
        &mut self,
        key: Key,
        value: impl FnOnce(&mut Self) -> Result<T, Unusual>,
    ) -> Result<T, Unusual> {
        if self.key(key) { value(self) } else { Err(Unusual) }
    }

    /// A field that may be absent.
    #[inline(always)]
    fn optional<T>(
        &mut self,
        key: Key,
        value: impl FnOnce(&mut Self) -> Result<T, Unusual>,
    ) -> Result<Option<T>, Unusual> {
        if self.key(key) { value(self).map(Some) } else { Ok(None) }
    }

    /// A number of 32 bits.
    #[inline]
    fn small(&mut self) -> Result<u32, Unusual> {
        self.number()?.try_into().map_err(|_| Unusual)
    }
}

/// A struct that is read so before serde is asked.
pub(crate) trait Scanned<'a>: Sized {
    /// Its fields in their order.
    fn scan<S: Scan<'a>>(scan: S) -> Result<Self, Unusual>;
}

#[cfg(test)]
mod tests;
