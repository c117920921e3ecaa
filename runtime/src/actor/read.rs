//! One `act_on` future that had to wait: a task beside its actor's.

use std::future::Future;
use std::sync::Arc;
use std::task::Poll;

use crate::actor::port::ReplyPort;
use crate::actor::reads::Running;
use crate::actor::reply::Pending;
use crate::actor::scope::{self, Scope};
use crate::actor::shared::ActorShared;
use crate::actor::turn;

/// Runs a read to its end, or until nobody waits for its answer, or until the actor was cut.
pub(crate) async fn run(future: Pending, mut scope: Scope, message: &'static str, running: Running) {
    let mut future = Some(future);
    let panicked = {
        let no_longer_wanted = no_longer_wanted(scope.port.clone(), running.actor().clone());
        tokio::pin!(no_longer_wanted);
        std::future::poll_fn(|cx| match no_longer_wanted.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(false),
            Poll::Pending => turn::read(|| scope.enter(|| scope::poll(&mut future, cx))),
        })
        .await
    };
    let panicked = scope.let_go(future) || panicked;
    scope.handler_ended(message, panicked);
    if panicked {
        running.actor().counts.read_panicked();
        running.actor().mailbox.wake();
    }
}

async fn no_longer_wanted(port: Option<Arc<dyn ReplyPort>>, actor: Arc<ActorShared>) {
    let cancelled = async {
        match &port {
            Some(port) => port.cancellation().cancelled().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = cancelled => {}
        () = actor.has_ended() => {}
    }
}
