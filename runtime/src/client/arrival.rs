//! What arrives for a request, and what kinds there are to wait for.

use acton_wire::{Format, Payload};
use serde::de::DeserializeOwned;

use crate::client::ClientError;

/// An encoded value as it arrived.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
}

impl Received {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        Ok(Payload::parse(self.format, &self.bytes)?.decode()?)
    }
}

pub(super) type Arrival = Result<Received, ClientError>;

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaits {
    /// A reply: its payload is kept.
    Reply,
    /// Items.
    Items,
    /// Word that a message was delivered.
    Delivery,
    /// An answer of another struct: all of it is kept.
    Whole,
    /// A heartbeat that comes back.
    Echo,
}

impl Awaits {
    /// Whether there is something to cancel at the server once nobody waits.
    pub(super) fn is_cancellable(self) -> bool {
        matches!(self, Self::Reply | Self::Items)
    }
}
