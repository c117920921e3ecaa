//! Subscribing to names and to patterns: what is asked, and the set that is answered.

mod request;

#[cfg(test)]
mod tests;

pub use request::NamesRequest;

use crate::{Failure, Format, FrameType, object};

/// Appends the answer to SUBSCRIBE or UNSUBSCRIBE: the full set of names the connection now has.
pub fn subscribed<'t>(out: &mut Vec<u8>, format: Format, id: &str, types: impl IntoIterator<Item = &'t str>) {
    answer(out, FrameType::Response, format, id, ("subscribed_types", types), None);
}

/// Appends the answer to the two pattern requests: the full set of patterns, which the caller has sorted.
pub fn patterns<'t>(
    out: &mut Vec<u8>,
    format: Format,
    id: &str,
    patterns: impl IntoIterator<Item = &'t str>,
) {
    answer(out, FrameType::Response, format, id, ("subscribed_patterns", patterns), None);
}

/// Appends the refusal of SUBSCRIBE or UNSUBSCRIBE, an ERROR frame; `types` is the set as it stays.
pub fn subscription_failure<'t>(
    out: &mut Vec<u8>,
    format: Format,
    id: &str,
    types: impl IntoIterator<Item = &'t str>,
    failure: &Failure<'_>,
) {
    answer(out, FrameType::Error, format, id, ("subscribed_types", types), Some(failure));
}

/// Appends the refusal of a pattern request, a RESPONSE frame; `patterns` is the sorted set as it stays.
pub fn pattern_failure<'t>(
    out: &mut Vec<u8>,
    format: Format,
    id: &str,
    patterns: impl IntoIterator<Item = &'t str>,
    failure: &Failure<'_>,
) {
    answer(out, FrameType::Response, format, id, ("subscribed_patterns", patterns), Some(failure));
}

fn answer<'t>(
    out: &mut Vec<u8>,
    kind: FrameType,
    format: Format,
    id: &str,
    (key, names): (&'static str, impl IntoIterator<Item = &'t str>),
    failure: Option<&Failure<'_>>,
) {
    object::frame(out, kind, format, |object| {
        object.text("correlation_id", id);
        object.flag("success", failure.is_none());
        if let Some(failure) = failure {
            object.text("error", &failure.text());
        }
        object.texts(key, names);
        if let Some(failure) = failure {
            object.text("error_code", failure.code.as_str());
        }
    });
}
