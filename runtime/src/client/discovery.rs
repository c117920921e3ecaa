//! What a server has to call.

use acton_wire::discover::DiscoverRequest;
use acton_wire::{Executed, Format, answer};

use crate::client::ClientError;
use crate::client::arrival::Received;
use crate::client::error::Refusal;

/// What a server exposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Discovery {
    /// The newest protocol version it speaks.
    pub protocol_version: u32,
    /// The exposed actors, sorted by name.
    pub actors: Vec<ActorInfo>,
    /// The registered message types, sorted.
    pub message_types: Vec<String>,
}

/// One exposed actor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActorInfo {
    /// The name to call it by.
    pub name: String,
    /// The name of this life of it.
    pub ern: String,
}

pub(super) fn ask(out: &mut Vec<u8>, format: Format, id: &str) {
    DiscoverRequest { correlation_id: id.into(), include_actors: true, include_message_types: true }
        .write(out, format);
}

impl Discovery {
    pub(super) fn read(received: &Received) -> Result<Self, ClientError> {
        let told = answer::Discovery::decode(received.format, &received.bytes)?;
        if !told.success {
            return Err(Refusal {
                error: told.error.as_deref(),
                error_code: told.error_code.as_deref(),
                executed: Some(Executed::No),
                retry_after_ms: None,
            }
            .into());
        }
        let actors = told.actors.unwrap_or_default();
        let named = |info: answer::ActorInfo<'_>| ActorInfo { name: info.name.into(), ern: info.ern.into() };
        Ok(Self {
            protocol_version: told.protocol_version.map_or(0, |version| version.max_supported),
            actors: actors.into_iter().map(named).collect(),
            message_types: told.message_types.unwrap_or_default().into_iter().map(Into::into).collect(),
        })
    }
}
