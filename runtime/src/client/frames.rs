//! The frames that arrive, each to whoever it is for, and the small ones we send in between.

use acton_wire::answer::{Push, Response, StreamItem};
use acton_wire::control::Credit;
use acton_wire::frame::{self, Frame, FrameType};
use acton_wire::{DecodeError, Format, REJECTED_ID, UNKNOWN_ID};
use tokio::time::Instant;

use crate::client::error::Refusal;
use crate::client::shared::State;
use crate::client::slots::{Awaits, Received, Slot};
use crate::client::verbs::Sent;

/// Items a stream's server may send ahead.
pub(super) const CREDIT: u32 = 256;

/// A heartbeat that carries its number; the server echoes it.
pub(super) fn ping(out: &mut Vec<u8>, id: &str) {
    frame::write(out, FrameType::Heartbeat, Format::Json, |out| out.extend_from_slice(id.as_bytes()));
}

/// Lets the server send more items.
pub(super) fn grant(sent: &Sent, items: u32) {
    let credit = Credit { correlation_id: sent.id.to_string().into(), items };
    sent.connection.shared().change(|state| {
        if state.over.is_none() {
            state.outbox.append(|out| credit.write(out, sent.connection.format));
        }
    });
}

impl State {
    /// Takes one frame in. An error says why nothing after it can be trusted.
    pub(super) fn receive(&mut self, frame: Frame<'_>) -> Result<(), String> {
        let Frame { kind, format, payload, .. } = frame;
        let outcome = match kind {
            FrameType::Response | FrameType::Error => self.receive_answer(format, payload),
            FrameType::Stream => self.receive_item(format, payload),
            FrameType::Push => Push::decode(format, payload).map(|push| {
                self.subscribers.receive(&push, format);
                None
            }),
            FrameType::Heartbeat => {
                let id = std::str::from_utf8(payload).ok().and_then(|id| id.parse().ok());
                self.arrive(id, |_| Some(Ok(Received { format, bytes: Vec::new() })), true);
                Ok(None)
            }
            other => return Err(format!("the server sent a {other:?} frame, which only clients send")),
        };
        match outcome {
            Ok(None) => Ok(()),
            Ok(Some(reason)) => Err(reason),
            Err(error) => Err(format!("the server sent an answer that does not parse: {error}")),
        }
    }

    fn receive_answer(&mut self, format: Format, payload: &[u8]) -> Result<Option<String>, DecodeError> {
        let answer = Response::decode(format, payload)?;
        if matches!(&*answer.correlation_id, REJECTED_ID | UNKNOWN_ID) {
            // Of no request in particular: the server is about to close, or was sent something odd.
            let reason = answer.error.as_deref().unwrap_or("the server refused the connection").to_owned();
            return Ok((answer.correlation_id == REJECTED_ID).then_some(reason));
        }
        let id = answer.correlation_id.parse().ok();
        let value = |slot: &mut Slot| {
            if slot.awaits == Some(Awaits::Whole) {
                return Some(Ok(Received { format, bytes: payload.to_vec() }));
            }
            if answer.success {
                let bytes = answer.payload.map_or_else(|| null(format), |value| value.bytes().to_vec());
                return Some(Ok(Received { format, bytes }));
            }
            Some(Err(Refusal {
                error: answer.error.as_deref(),
                error_code: answer.error_code.as_deref(),
                executed: answer.executed,
                retry_after_ms: answer.retry_after_ms,
            }
            .into()))
        };
        self.arrive(id, value, true);
        Ok(None)
    }

    fn receive_item(&mut self, format: Format, payload: &[u8]) -> Result<Option<String>, DecodeError> {
        let item = StreamItem::decode(format, payload)?;
        let value = |slot: &mut Slot| {
            if slot.awaits != Some(Awaits::Items) || item.sequence != slot.sequence {
                return None;
            }
            slot.sequence = slot.sequence.wrapping_add(1);
            if item.error.is_some() {
                return Some(Err(Refusal {
                    error: item.error.as_deref(),
                    error_code: item.error_code.as_deref(),
                    executed: item.executed,
                    retry_after_ms: item.retry_after_ms,
                }
                .into()));
            }
            item.payload.map(|value| Ok(Received { format, bytes: value.bytes().to_vec() }))
        };
        self.arrive(item.correlation_id.parse().ok(), value, item.is_final);
        Ok(None)
    }

    /// Puts what came into its slot. What is nobody's, repeated, or late is passed over.
    fn arrive(
        &mut self,
        id: Option<u64>,
        value: impl FnOnce(&mut Slot) -> Option<Result<Received, crate::client::ClientError>>,
        last: bool,
    ) {
        let Some(slot) = id.and_then(|id| self.slots.get(id)).filter(|slot| !slot.ended) else { return };
        let value = value(slot);
        slot.arrived.extend(value);
        slot.ended = last;
        slot.deadline = (!last).then(|| Instant::now() + slot.timeout);
        if let Some(waiter) = slot.waiter.take() {
            waiter.wake();
        }
    }
}

fn null(format: Format) -> Vec<u8> {
    match format {
        Format::Json => b"null".to_vec(),
        Format::MessagePack => vec![0xc0],
    }
}
