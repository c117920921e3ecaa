//! What a handler is given beside its actor: the message, its sender, the way back.

use std::sync::{Arc, LazyLock};

use crate::actor::caller::{Caller, Headers};
use crate::actor::port::ReplyPort;
use crate::actor::reply_envelope::ReplyEnvelope;
use crate::message::{Message, Opened};

static NO_HEADERS: LazyLock<Headers> = LazyLock::new(Headers::new);

/// One message as its handler receives it. Owned, so that it may move into the handler's future; a
/// request lives as long as its context or any of its reply envelopes.
pub struct Context<M> {
    message: Opened<M>,
    port: Option<Arc<dyn ReplyPort>>,
}

impl<M: Message> Context<M> {
    pub(crate) fn new(message: Opened<M>, port: Option<Arc<dyn ReplyPort>>) -> Self {
        Self { message, port }
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &M {
        &self.message
    }

    /// The way back to whoever sent the message. Replies to a plain `send` vanish.
    #[must_use]
    pub fn reply_envelope(&self) -> ReplyEnvelope {
        ReplyEnvelope::new(self.port.clone())
    }

    /// The process that called; `None` if the message came from inside this one.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.port.as_ref().and_then(|port| port.caller())
    }

    /// The headers the caller sent along; empty if none.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        self.port.as_ref().and_then(|port| port.headers()).unwrap_or(&NO_HEADERS)
    }

    /// True once nobody waits for the answer: the caller cancelled, its deadline passed, or it left.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.port.as_ref().is_some_and(|port| port.cancellation().is_cancelled())
    }

    /// Resolves once [`is_cancelled`](Self::is_cancelled) is true; never for a plain `send`. Cancel safe.
    pub async fn cancelled(&self) {
        match &self.port {
            Some(port) => port.cancellation().cancelled().await,
            None => std::future::pending().await,
        }
    }
}
