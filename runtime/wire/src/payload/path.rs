//! Where in a value decoding failed. Keys of a user's maps come from the input, so only plain ones are shown.

use std::fmt::Write;

use serde_path_to_error::{Path, Segment};

use crate::reason::is_plain;

/// The path as `items[2].price`; empty for the value itself.
pub(crate) fn of(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                let _ = write!(text, "[{index}]");
            }
            Segment::Map { key: name } | Segment::Enum { variant: name } if is_plain(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            _ => text.push_str("[?]"),
        }
    }
    text
}
