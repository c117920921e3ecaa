//! Requests that are written as one before, but for their ids and payloads: told by comparing bytes, not read again.

use super::Envelope;
use crate::{
    correlation, json,
    limits::MAX_NAME,
    payload::Presumed,
    scan::{Scan, Scanned, key},
};

/// The most bytes that a request may have around its id and payload to be a template: our fields with the longest names, and not much
/// white space.
const LONGEST: usize = 2 * MAX_NAME + 512;

/// What requests to one target for one message type have in common when one program writes them: every byte but those of
/// the id and of the payload.
///
/// For JSON only: the maps of MessagePack say how long everything is and are read nearly as fast.
#[derive(Debug)]
pub struct Template {
    /// What comes before the id, between it and the payload, and behind that.
    common: Box<str>,
    id_at: usize,
    payload_at: usize,
}

impl Template {
    /// The template of a request in JSON, if [`Envelope::decode`] reads it and it is written as nearly every peer does: our fields in
    /// our order, no escapes in the id, and little white space.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let Envelope { correlation_id: id, payload, .. } = Envelope::scan(json::TextScan::new(text)).ok()?;
        correlation::check(&id).ok()?;
        let mut scan = json::TextScan::new(text);
        let mut begins = |key| {
            let at = scan.key(key).then(|| scan.at());
            at.filter(|_| scan.payload().is_ok())
        };
        let quote = begins(key!("correlation_id"))?;
        begins(key!("target"))?;
        begins(key!("message_type"))?;
        let payload_at = begins(key!("payload"))?;
        let id_at = quote + 1;
        let parts =
            [&text[..id_at], &text[id_at + id.len()..payload_at], &text[payload_at + payload.len()..]];
        let common: Box<str> = parts.concat().into();
        (common.len() <= LONGEST).then(|| Self { common, id_at, payload_at: payload_at - id.len() })
    }

    /// The id and the payload of a request in JSON that fits. All that [`Envelope::decode`] would read besides, if the payload is one, is
    /// as in the request that the template is of.
    #[must_use]
    #[inline]
    pub fn read<'a>(&self, text: &'a str) -> Option<(&'a str, Presumed<'a>)> {
        let (before, rest) = self.common.split_at(self.id_at);
        let (between, behind) = rest.split_at(self.payload_at - self.id_at);
        let rest = text.strip_prefix(before)?;
        let (id, rest) = rest.split_at(json::ordinary(rest.as_bytes()));
        let payload = rest.strip_prefix(between)?.strip_suffix(behind)?;
        correlation::check(id).ok()?;
        Some((id, Presumed(payload)))
    }
}
