//! What the code now running runs under: its actor, the request it serves, the asks that led to it.
//!
//! Set around each poll of a handler, so it follows the handler's future and nothing else.

use std::cell::RefCell;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::actor::caught::caught;
use crate::actor::port::{Outcome, ReplyPort};
use crate::actor::reply::Pending;
use crate::actor::shared::ActorShared;

thread_local! {
    static CURRENT: RefCell<Scope> = const { RefCell::new(Scope::none()) };
}

/// The runtime's own hold on what a handler serves.
pub(crate) struct Scope {
    pub(crate) actor: Option<Arc<ActorShared>>,
    pub(crate) port: Option<Arc<dyn ReplyPort>>,
    pub(crate) exclusive: bool,
}

impl Scope {
    pub(crate) const fn none() -> Self {
        Self { actor: None, port: None, exclusive: false }
    }

    pub(crate) fn of(actor: Arc<ActorShared>) -> Self {
        Self { actor: Some(actor), ..Self::none() }
    }

    /// Runs `f` with this scope as the current one, also when it panics.
    pub(crate) fn enter<R>(&mut self, f: impl FnOnce() -> R) -> R {
        struct Leave<'a>(&'a mut Scope);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                swap(self.0);
            }
        }
        swap(self);
        let _leave = Leave(self);
        f()
    }

    /// Drops what is left of a handler's future; true if that panicked.
    pub(crate) fn let_go(&mut self, future: Option<Pending>) -> bool {
        future.is_some_and(|future| self.enter(|| caught(|| drop(future))).is_none())
    }

    /// The handler has ended: its request learns how, and the runtime's own hold on it goes.
    pub(crate) fn handler_ended(&mut self, message: &str, panicked: bool) {
        if panicked {
            let actor = self.actor.as_ref().map(|actor| &*actor.name);
            tracing::error!(actor, message, "a handler panicked");
        }
        if let Some(port) = self.port.take() {
            if panicked {
                port.conclude(Outcome::Panicked);
            }
            port.handler_ended();
        }
    }

    /// Looks at the current scope.
    pub(crate) fn with<R>(f: impl FnOnce(&Self) -> R) -> R {
        CURRENT.with_borrow(f)
    }

    /// Whether a handler runs whose reply nobody waits for.
    pub(crate) fn is_unheard(&self) -> bool {
        self.actor.is_some() && self.port.is_none()
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.port.as_ref().and_then(|port| port.deadline())
    }

    pub(crate) fn is_actor(&self, actor: &Arc<ActorShared>) -> bool {
        self.actor.as_ref().is_some_and(|current| Arc::ptr_eq(current, actor))
    }

    /// Whether this is the actor itself or one of its descendants, whose end it waits for at its own.
    pub(crate) fn is_within(&self, actor: &Arc<ActorShared>) -> bool {
        std::iter::successors(self.actor.as_ref(), |inner| inner.parent.as_ref())
            .any(|current| Arc::ptr_eq(current, actor))
    }
}

/// One poll of a handler's future, which is dropped where it ends; `Ready(true)` if either panicked.
pub(crate) fn poll(future: &mut Option<Pending>, cx: &mut Context<'_>) -> Poll<bool> {
    let Some(running) = future else { return Poll::Ready(false) };
    let ended = match caught(|| running.as_mut().poll(cx)) {
        Some(Poll::Pending) => return Poll::Pending,
        Some(Poll::Ready(())) => true,
        None => false,
    };
    let dropped = caught(|| drop(future.take())).is_some();
    Poll::Ready(!ended || !dropped)
}

fn swap(scope: &mut Scope) {
    CURRENT.with_borrow_mut(|current| std::mem::swap(current, scope));
}
