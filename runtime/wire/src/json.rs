//! JSON in: what is written as usual is read in one pass, all else by `serde_json`, once more with the path if it fails. Knows
//! serde's errors, nothing of our structs.

mod grammar;
mod reader;
mod scan;

#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::error::Category;

use crate::{DecodeError, payload::path, reason};
pub(crate) use grammar::ordinary;
pub(crate) use scan::TextScan;

/// Decodes exactly one value.
pub(crate) fn decode<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| explain::<T>(text, &error))
}

/// Decodes a checked span, which is one value and has nothing behind it.
#[inline]
pub(crate) fn typed<'a, T: Deserialize<'a>>(span: &'a str) -> Result<T, DecodeError> {
    presumed(span).map_or_else(|| decode(span), Ok)
}

/// Decodes text that may be anything.
#[inline]
pub(crate) fn presumed<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    reader::read(text).ok()
}

/// `bytes` as text, if they are.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|error| DecodeError::Utf8 { offset: error.valid_up_to() })
}

#[cold]
fn explain<'a, T: Deserialize<'a>>(text: &'a str, error: &serde_json::Error) -> DecodeError {
    if error.classify() != Category::Data {
        // Text that is no JSON is told by line and column; a path into it would be a guess.
        return DecodeError::Mismatch { path: String::new(), reason: error.to_string() };
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(_) => String::new(),
        Err(error) => path::of(error.path()),
    };
    DecodeError::Mismatch { path, reason: reason(error) }
}

fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    reason::of(message.strip_suffix(&place).unwrap_or(&message))
}
