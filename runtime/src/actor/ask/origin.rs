//! Where an ask comes from: the actor that asks, and the request its handler serves.

use std::sync::{Arc, Weak};

use crate::actor::chain::Cause;
use crate::actor::port::ReplyPort;
use crate::actor::scope::Scope;

pub(super) struct Origin {
    pub(super) cause: Cause,
    /// The request. Weak: an ask keeps nothing of its open.
    root: Option<Weak<dyn ReplyPort>>,
}

impl Origin {
    /// That of an ask by the code that runs under `scope`; `None`: no actor's.
    pub(super) fn of(scope: &Scope) -> Option<Box<Self>> {
        scope.actor.as_ref()?;
        Some(Box::new(Self { cause: Cause::of(scope), root: scope.port.as_ref().map(Arc::downgrade) }))
    }

    pub(super) fn root(&self) -> Option<Arc<dyn ReplyPort>> {
        self.root.as_ref()?.upgrade()
    }
}
