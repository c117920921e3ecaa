//! Whether the handler ran.

use serde::{Deserialize, Deserializer};

use crate::text::Text;

/// Whether the handler ran: the one thing a retry may depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Executed {
    /// It did not; a retry is safe.
    No,
    /// It may have begun.
    Maybe,
    /// It did.
    Yes,
}

impl Executed {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        }
    }

    /// Reads the word on the wire; `None` for any other.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::No, Self::Maybe, Self::Yes].into_iter().find(|executed| executed.as_str() == word)
    }
}

/// A word of a later protocol reads as [`Executed::Maybe`], the answer that makes nobody retry blindly.
impl<'de> Deserialize<'de> for Executed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(word) = Text::deserialize(deserializer)?;
        Ok(Self::parse(&word).unwrap_or(Self::Maybe))
    }
}
