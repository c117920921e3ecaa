//! Discovery: what a server has to call, and what it speaks.

mod protocol;
mod request;

#[cfg(test)]
mod tests;

pub use protocol::{Capabilities, ProtocolVersion};
pub use request::DiscoverRequest;

use crate::{Format, FrameType, object};

/// Appends the answer to DISCOVER.
///
/// `actors` are pairs of name and `ern`; a list that is `None` was not asked for and is left out. A refusal is a plain
/// [`failure`](crate::reply::failure).
pub fn discovered<'t>(
    out: &mut Vec<u8>,
    format: Format,
    id: &str,
    protocol: &ProtocolVersion<'_>,
    actors: Option<impl IntoIterator<Item = (&'t str, &'t str)>>,
    message_types: Option<impl IntoIterator<Item = &'t str>>,
) {
    object::frame(out, FrameType::Response, format, |object| {
        object.text("correlation_id", id);
        object.flag("success", true);
        object.object("protocol_version", |object| protocol.write(object));
        if let Some(actors) = actors {
            object.objects("actors", actors, |object, (name, ern)| {
                object.text("name", name);
                object.text("ern", ern);
            });
        }
        if let Some(types) = message_types {
            object.texts("message_types", types);
        }
    });
}
