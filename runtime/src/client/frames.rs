//! The frames that arrive: understood first, then each given to whoever it is for.

use acton_wire::answer::{Push, Response, StreamItem};
use acton_wire::frame::{Frame, FrameType};
use acton_wire::{Format, REJECTED_ID, UNKNOWN_ID};

use crate::client::ClientError;
use crate::client::arrival::{Awaits, Received};
use crate::client::end::End;
use crate::client::error::{Refusal, sentence};
use crate::client::shared::{Shared, State};

/// A frame of the server's, understood.
pub(super) enum Incoming<'a> {
    Answer(Answer<'a>),
    Item(Format, StreamItem<'a>),
    Push(Format, Push<'a>),
    Echo(Option<u64>),
}

pub(super) struct Answer<'a> {
    format: Format,
    failed: bool,
    response: Response<'a>,
    whole: &'a [u8],
}

impl<'a> Incoming<'a> {
    /// An error means that nothing after it can be believed.
    pub(super) fn read(frame: Frame<'a>) -> Result<Self, End> {
        let Frame { kind, format, payload, .. } = frame;
        Ok(match kind {
            FrameType::Response | FrameType::Error => {
                let response = Response::decode(format, payload)?;
                let failed = !response.success || kind == FrameType::Error;
                Self::Answer(Answer { format, failed, response, whole: payload })
            }
            FrameType::Stream => Self::Item(format, StreamItem::decode(format, payload)?),
            FrameType::Push => Self::Push(format, Push::decode(format, payload)?),
            FrameType::Heartbeat => Self::Echo(std::str::from_utf8(payload).ok().and_then(number)),
            other => {
                let reason = format!("the server sent a {other:?} frame, which only clients send");
                return Err(End::Broken(reason));
            }
        })
    }
}

impl Shared {
    /// What is nobody's, repeated or late is passed over.
    pub(super) fn receive(&self, incoming: Incoming<'_>) -> Result<(), End> {
        match incoming {
            Incoming::Answer(answer) => return self.look(|state| state.receive_answer(&answer)),
            Incoming::Item(format, item) => self.look(|state| state.receive_item(format, &item)),
            Incoming::Push(format, push) => {
                self.roster().with(|subscribers| subscribers.receive(self.serial(), &push, format));
            }
            Incoming::Echo(id) => self.look(|state| state.receive_echo(id)),
        }
        Ok(())
    }
}

impl State {
    fn receive_answer(&mut self, answer: &Answer<'_>) -> Result<(), End> {
        let Answer { format, failed, response, whole } = answer;
        let id = match &*response.correlation_id {
            REJECTED_ID => return Err(End::refused(response)),
            UNKNOWN_ID => {
                self.complaint = response.error.as_deref().map(sentence);
                return Ok(());
            }
            id => number(id),
        };
        let Some((id, awaits)) = self.waiting(id) else { return Ok(()) };
        let received = |bytes| Ok(Received { format: *format, bytes });
        let arrival = match awaits {
            Awaits::Whole => received(whole.to_vec()),
            _ if *failed => Err(Refusal {
                error: response.error.as_deref(),
                error_code: response.error_code.as_deref(),
                executed: response.executed,
                retry_after_ms: response.retry_after_ms,
            }
            .into()),
            Awaits::Reply => {
                received(response.payload.map_or_else(|| null(*format), |value| value.bytes().to_vec()))
            }
            Awaits::Delivery => received(Vec::new()),
            Awaits::Items | Awaits::Echo => {
                self.disbelieve(id, awaits, "a reply came where none was asked for".to_owned());
                return Ok(());
            }
        };
        self.slots.deliver(id, Some(arrival), true);
        Ok(())
    }

    fn receive_item(&mut self, format: Format, item: &StreamItem<'_>) {
        let Some((id, awaits)) = self.waiting(number(&item.correlation_id)) else { return };
        if awaits != Awaits::Items {
            return self.disbelieve(id, awaits, "a stream came where none was asked for".to_owned());
        }
        if let Err(due) = self.slots.count(id, item.sequence) {
            let reason = format!("item {} of the stream came where item {due} was due", item.sequence);
            return self.disbelieve(id, awaits, reason);
        }
        if item.error.is_some() || item.error_code.is_some() {
            let refusal = Refusal {
                error: item.error.as_deref(),
                error_code: item.error_code.as_deref(),
                executed: item.executed,
                retry_after_ms: item.retry_after_ms,
            };
            return self.slots.deliver(id, Some(Err(refusal.into())), true);
        }
        let value = item.payload.map(|value| Ok(Received { format, bytes: value.bytes().to_vec() }));
        self.slots.deliver(id, value, item.is_final);
    }

    fn receive_echo(&mut self, id: Option<u64>) {
        if let Some((id, Awaits::Echo)) = self.waiting(id) {
            self.slots.deliver(id, Some(Ok(Received { format: Format::Json, bytes: Vec::new() })), true);
        }
    }

    fn waiting(&mut self, id: Option<u64>) -> Option<(u64, Awaits)> {
        let id = id?;
        Some((id, self.slots.awaits(id)?))
    }

    /// Ends one request for what the server said of it, and lets the others be.
    fn disbelieve(&mut self, id: u64, awaits: Awaits, reason: String) {
        self.slots.fail(id, ClientError::Protocol { reason });
        if awaits.is_cancellable() {
            self.cancel(id);
        }
    }
}

/// The number that an id of ours is.
fn number(id: &str) -> Option<u64> {
    id.parse().ok()
}

fn null(format: Format) -> Vec<u8> {
    match format {
        Format::Json => b"null".to_vec(),
        Format::MessagePack => vec![0xc0],
    }
}
