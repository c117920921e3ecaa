//! What is wrong with MessagePack bytes, where, and in which field.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::reason;

/// A refusal that names its place; it holds nothing of what the peer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    offset: usize,
    field: Option<&'static str>,
    what: Box<str>,
}

impl Fault {
    pub(crate) fn new(offset: usize, what: impl Into<Box<str>>) -> Self {
        Self { offset, field: None, what: what.into() }
    }

    /// What is wrong, without the place.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// Adds the field of our struct it happened in, unless an inner one is known.
    pub(crate) fn within(mut self, field: Option<&'static str>) -> Self {
        self.field = self.field.or(field);
        self
    }

    /// Adds the offset serde's own errors cannot know.
    pub(crate) fn at(mut self, offset: usize) -> Self {
        if self.offset == UNPLACED {
            self.offset = offset;
        }
        self
    }
}

const UNPLACED: usize = usize::MAX;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "field `{field}`: ")?;
        }
        write!(f, "{}", self.what)?;
        if self.offset == UNPLACED { Ok(()) } else { write!(f, " at byte {}", self.offset) }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(UNPLACED, reason::of(&message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(UNPLACED, format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(UNPLACED, format!("expected {expected}"))
    }
}
