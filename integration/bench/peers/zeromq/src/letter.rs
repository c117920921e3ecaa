//! The bodies of messages: how long they are, and what asks for a publication.

use std::path::Path;

/// Bytes of a request: an `AddRequest` of ours in JSON.
pub(crate) const REQUEST: usize = 196;

/// Bytes of an answer, and of what is published: a frame header and an `AddResult` of ours in JSON.
pub(crate) const ANSWER: usize = 91;

/// Before the number of messages to publish.
const PUBLISH: &str = "publish ";

/// The body that asks for `count` messages to be published.
pub(crate) fn publish(count: usize) -> String {
    format!("{PUBLISH}{count}")
}

/// How many messages `body` asks to publish, if it does.
pub(crate) fn published(body: &[u8]) -> Option<usize> {
    let number = body.strip_prefix(PUBLISH.as_bytes())?;
    let digits = number.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
    str::from_utf8(&number[..digits]).ok()?.parse().ok()
}

/// Where requests go.
pub(crate) fn endpoint(socket: &Path) -> String {
    format!("ipc://{}", socket.display())
}

/// Where publications come from.
pub(crate) fn publications(socket: &Path) -> String {
    format!("{}.pub", endpoint(socket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_of_messages_is_published() {
        assert_eq!(published(publish(512).as_bytes()), Some(512));
        assert_eq!(published(b"publish 3 and a filler"), Some(3));
        assert_eq!(published(b"publish many"), None);
        assert_eq!(published(&[b'm'; REQUEST]), None);
    }
}
