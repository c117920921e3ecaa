//! A payload whose grammar nobody has checked yet.

use serde::Deserialize;

use crate::json;

/// Text that stands where a payload in JSON would be. To decode it tells whether it is one.
#[derive(Clone, Copy, Debug)]
pub struct Presumed<'a>(pub(crate) &'a str);

impl<'a> Presumed<'a> {
    /// Decodes the value, borrowing from the frame what `T` borrows; what it brings, [`Payload::decode`](crate::Payload::decode)
    /// would bring. `None`: it is no value, or not a `T`, or one that is written in an unusual way. Which of these it is,
    /// [`Envelope::decode`](crate::Envelope::decode) tells.
    #[must_use]
    #[inline]
    pub fn decode<T: Deserialize<'a>>(self) -> Option<T> {
        json::presumed(self.0)
    }

    /// Bytes of the text.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
