//! What a server owes a peer for some bytes, and what it gave.

use std::collections::BTreeMap;

use acton_wire::answer::{Push, Response, StreamItem};
use acton_wire::control::{Cancel, Credit};
use acton_wire::discover::DiscoverRequest;
use acton_wire::limits::{DEFAULT_MAX_PAYLOAD, MAX_PAYLOAD};
use acton_wire::subscription::NamesRequest;
use acton_wire::{Envelope, Frame, FrameType, UNKNOWN_ID, frame};

/// Answers by the id they carry, whatever they say. A stream's is its final frame.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    by_id: BTreeMap<String, usize>,
    ends: BTreeMap<String, usize>,
    echoes: Vec<Vec<u8>>,
}

impl Answers {
    /// Exactly one answer to every frame; CANCEL and CREDIT that can be read are not answered.
    pub(crate) fn owed_for(mut bytes: &[u8]) -> Self {
        let mut owed = Self::default();
        loop {
            match frame::split(bytes, DEFAULT_MAX_PAYLOAD) {
                Ok(Some((frame, consumed))) => {
                    owed.owe(frame);
                    bytes = &bytes[consumed..];
                }
                Ok(None) if bytes.is_empty() => return owed,
                // Half a frame is answered at the end, and bytes that are none end the connection.
                Ok(None) | Err(_) => {
                    owed.answer(UNKNOWN_ID);
                    return owed;
                }
            }
        }
    }

    fn owe(&mut self, Frame { kind, format, payload, .. }: Frame<'_>) {
        let id = match kind {
            FrameType::Request => match Envelope::decode(format, payload) {
                Ok(envelope) if envelope.expects_stream => return self.end(&envelope.correlation_id),
                other => other.ok().map(|envelope| envelope.correlation_id),
            },
            FrameType::Subscribe | FrameType::Unsubscribe => {
                NamesRequest::decode_types(format, payload).ok().map(|asked| asked.correlation_id)
            }
            FrameType::SubscribePatterns | FrameType::UnsubscribePatterns => {
                NamesRequest::decode_patterns(format, payload).ok().map(|asked| asked.correlation_id)
            }
            FrameType::Discover => {
                DiscoverRequest::decode(format, payload).ok().map(|asked| asked.correlation_id)
            }
            FrameType::Cancel if Cancel::decode(format, payload).is_ok() => return,
            FrameType::Credit if Credit::decode(format, payload).is_ok() => return,
            FrameType::Heartbeat => return self.echoes.push(payload.to_vec()),
            _ => None,
        };
        self.answer(id.as_deref().unwrap_or(UNKNOWN_ID));
    }

    /// What a server gave; its frames are whole, and its items and pushes are counted without a gap.
    pub(crate) fn given_in(mut bytes: &[u8]) -> Self {
        let (mut given, mut pushes) = (Self::default(), BTreeMap::<String, u64>::new());
        let mut items = BTreeMap::<String, Vec<u32>>::new();
        while !bytes.is_empty() {
            let (frame, consumed) =
                frame::split(bytes, MAX_PAYLOAD).expect("a header").expect("a whole frame");
            bytes = &bytes[consumed..];
            let Frame { kind, format, payload, .. } = frame;
            match kind {
                FrameType::Response | FrameType::Error => {
                    let answer = Response::decode(format, payload).expect("an answer");
                    assert_eq!(answer.success, answer.error.is_none(), "{answer:?}");
                    given.answer(&answer.correlation_id);
                }
                FrameType::Stream => {
                    let item = StreamItem::decode(format, payload).expect("an item");
                    items.entry(item.correlation_id.to_string()).or_default().push(item.sequence);
                    if item.is_final {
                        given.end(&item.correlation_id);
                    }
                }
                FrameType::Push => {
                    let push = Push::decode(format, payload).expect("a push");
                    let due = pushes.entry(push.message_type.to_string()).or_default();
                    assert_eq!(push.sequence, Some(*due), "{push:?}");
                    *due += 1;
                }
                FrameType::Heartbeat => given.echoes.push(payload.to_vec()),
                other => panic!("a server sent a {other:?} frame"),
            }
        }
        for (id, numbers) in items {
            // Several requests may have one id, and then their items are not told apart.
            if given.ends.get(&id) == Some(&1) {
                assert!(
                    numbers.iter().copied().eq(0..numbers.len().try_into().unwrap()),
                    "{id}: {numbers:?}"
                );
            }
        }
        given
    }

    fn answer(&mut self, id: &str) {
        *self.by_id.entry(id.to_owned()).or_default() += 1;
    }

    fn end(&mut self, id: &str) {
        *self.ends.entry(id.to_owned()).or_default() += 1;
    }
}
