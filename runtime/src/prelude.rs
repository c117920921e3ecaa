//! What most programs need: `use acton_reactive::prelude::*;`.

pub use crate::actor::ask::AskError;
pub use crate::actor::broker::BrokerHandle;
pub use crate::actor::builder::ActorBuilder;
pub use crate::actor::caller::Caller;
pub use crate::actor::context::Context;
pub use crate::actor::declined::Declined;
pub use crate::actor::handle::{ActorHandle, ActorStats};
pub use crate::actor::managed::ManagedActor;
pub use crate::actor::reply::{Reply, TryReply};
pub use crate::actor::reply_envelope::ReplyEnvelope;
pub use crate::actor::send::SendError;
pub use crate::actor::supervision::OnPanic;

/// Binary data in a message: `bin` in MessagePack, an array of numbers in JSON.
#[cfg(feature = "ipc")]
pub use bytes::Bytes;

pub use crate::{ActonApp, ActonRuntime, Message, ShutdownError, acton_actor, acton_main, acton_message};
