//! The life of an actor: one task that takes messages in order and runs their handlers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use crate::actor::builder::Factory;
use crate::actor::caught::caught;
use crate::actor::end::End;
use crate::actor::handler::{Entry, Handler, Handlers};
use crate::actor::held::Number;
use crate::actor::hooks::{BoxedHook, Hooks};
use crate::actor::lanes::Lanes;
use crate::actor::managed::ManagedActor;
use crate::actor::read;
use crate::actor::reads::Running;
use crate::actor::reply::{Pending, Reply};
use crate::actor::scope::{self, Scope};
use crate::actor::shared::ActorShared;
use crate::actor::supervision::{Action, Budget, OnPanic};
use crate::actor::turn;

pub(crate) struct Life<S> {
    actor: ManagedActor<S>,
    shared: Arc<ActorShared>,
    handlers: Handlers<S>,
    hooks: Hooks<S>,
    factory: Factory<S>,
    on_panic: OnPanic,
    budget: Budget,
    scope: Scope,
    /// The handler or hook that runs, and the message's type.
    running: (Number, &'static str),
    batch: Lanes,
    /// Last, so that the end is told when the state is gone.
    _end: End,
}

/// What the actor cannot go on with in place.
enum Next {
    /// An exclusive handler waits: nothing else starts meanwhile.
    Finish(Pending),
    /// A handler, or a read before, panicked.
    HeedPanic,
    GiveWay,
    Stop,
}

impl<S: Send + 'static> Life<S> {
    pub(crate) fn new(
        actor: ManagedActor<S>,
        handlers: Handlers<S>,
        hooks: Hooks<S>,
        factory: Factory<S>,
        on_panic: OnPanic,
        end: End,
    ) -> Self {
        let shared = actor.handle().shared().clone();
        Self {
            scope: Scope::of(shared.clone()),
            actor,
            shared,
            handlers,
            hooks,
            factory,
            on_panic,
            budget: Budget::default(),
            running: (Number::HOOK, ""),
            batch: Lanes::default(),
            _end: end,
        }
    }

    pub(crate) async fn before_start(&mut self) {
        self.run_hook(|hooks| hooks.before_start.as_ref()).await;
    }

    /// From the first message to the last hook.
    pub(crate) async fn live(mut self) {
        self.run_hook(|hooks| hooks.after_start.as_ref()).await;
        loop {
            match std::future::poll_fn(|cx| self.poll_next(cx)).await {
                Next::Finish(future) => {
                    let panicked = self.finish(future).await;
                    self.scope.handler_ended(self.running.1, panicked);
                    if panicked {
                        self.after_panic().await;
                    }
                }
                Next::HeedPanic => self.after_panic().await,
                Next::GiveWay => {}
                Next::Stop => break,
            }
            if turn::handled() {
                turn::give_way().await;
            }
        }
        self.run_hook(|hooks| hooks.before_stop.as_ref()).await;
        for child in self.shared.children.stop() {
            child.stop().await;
        }
        self.run_hook(|hooks| hooks.after_stop.as_ref()).await;
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        let next = self.handle_all(cx);
        self.shared.mailbox.pause();
        next
    }

    /// Handles messages for as long as none has to be waited for.
    fn handle_all(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        loop {
            let shared = &*self.shared;
            let mut open = true;
            if self.batch.is_empty() {
                turn::end();
                open = shared.mailbox.take(&mut self.batch, cx);
            }
            // Looked at in this order: a read counts its panic before it ends.
            let reads_are_done = shared.reads.are_done();
            if shared.counts.take_read_panic() {
                return Poll::Ready(Next::HeedPanic);
            }
            if self.batch.is_empty() {
                return if open || !reads_are_done { Poll::Pending } else { Poll::Ready(Next::Stop) };
            }
            if !shared.reads.have_room() {
                shared.mailbox.watch(cx);
                if !shared.reads.have_room() {
                    return Poll::Pending;
                }
            }
            if let Some(next) = self.handle_one(cx) {
                return Poll::Ready(next);
            }
            if turn::handled() {
                return Poll::Ready(Next::GiveWay);
            }
        }
    }

    /// Runs a handler's closure, and its future up to where it has to wait. `None`: on to the next message.
    fn handle_one(&mut self, cx: &mut Context<'_>) -> Option<Next> {
        self.shared.mailbox.started(self.batch.len() - 1);
        let (lane, port) = self.batch.next()?;
        let Some(&Entry { message, number, ref handler }) = self.handlers.of(lane.message()) else {
            tracing::debug!(actor = %self.shared.name, "a message without a handler is dropped");
            lane.discard_first(port);
            return None;
        };
        let exclusive = matches!(handler, Handler::Mutate(_));
        if port.as_ref().is_some_and(|port| !port.start(exclusive)) {
            lane.discard_first(port);
            return None;
        }
        self.shared.counts.one_more_handled();
        self.scope.port.clone_from(&port);
        self.scope.exclusive = exclusive;
        self.running = (number, message);
        let actor = &mut self.actor;
        let mut future = None;
        let polled = self.shared.held.during(number, || {
            self.scope.enter(|| {
                let called = caught(|| match handler {
                    Handler::Mutate(handler) => handler(actor, lane, port),
                    Handler::Act(handler) => handler(actor, lane, port),
                });
                let Some(Reply(begun)) = called else { return Poll::Ready(true) };
                future = begun;
                // The waker of a read's first poll is never used: the task it becomes registers its own.
                let cx = if exclusive { cx } else { &mut Context::from_waker(Waker::noop()) };
                scope::poll(&mut future, cx)
            })
        });
        match (polled, future) {
            (Poll::Pending, Some(future)) if exclusive => Some(Next::Finish(future)),
            // It goes on by itself.
            (Poll::Pending, Some(future)) => {
                let scope = std::mem::replace(&mut self.scope, Scope::of(self.shared.clone()));
                tokio::spawn(read::run(future, scope, message, Running::new(self.shared.clone())));
                None
            }
            (polled, _) => {
                let panicked = polled == Poll::Ready(true);
                self.scope.handler_ended(message, panicked);
                panicked.then_some(Next::HeedPanic)
            }
        }
    }

    /// Runs an exclusive future to its end; true if it panicked.
    async fn finish(&mut self, future: Pending) -> bool {
        let mut future = Some(future);
        std::future::poll_fn(|cx| {
            let scope = &mut self.scope;
            self.shared.held.during(self.running.0, || scope.enter(|| scope::poll(&mut future, cx)))
        })
        .await
    }

    async fn after_panic(&mut self) {
        self.shared.counts.panicked.fetch_add(1, Ordering::Relaxed);
        match self.budget.spend(self.on_panic) {
            Action::Resume => {}
            Action::Restart => self.restart().await,
            Action::Stop => {
                tracing::error!(actor = %self.shared.name, "stopped after a panic");
                self.stop_at_once();
            }
        }
    }

    async fn restart(&mut self) {
        let Some(model) = caught(|| (self.factory)()) else {
            tracing::error!(actor = %self.shared.name, "the factory panicked: the actor stops");
            return self.stop_at_once();
        };
        let old = std::mem::replace(&mut self.actor.model, model);
        caught(|| drop(old));
        self.shared.counts.restarted.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(actor = %self.shared.name, "restarted after a panic");
        self.run_hook(|hooks| hooks.before_start.as_ref()).await;
        self.run_hook(|hooks| hooks.after_start.as_ref()).await;
    }

    /// Stops without handling what waits: the state is not to be trusted.
    fn stop_at_once(&mut self) {
        self.shared.mailbox.close();
        self.shared.mailbox.clear();
        drop(std::mem::take(&mut self.batch));
    }

    async fn run_hook(&mut self, which: impl Fn(&Hooks<S>) -> Option<&BoxedHook<S>>) {
        let Some(hook) = which(&self.hooks) else { return };
        self.scope.exclusive = true;
        self.running = (Number::HOOK, "");
        let actor = &mut self.actor;
        let called = self.shared.held.during(Number::HOOK, || self.scope.enter(|| caught(|| hook(actor))));
        let panicked = match called {
            None => true,
            Some(Reply(None)) => false,
            Some(Reply(Some(future))) => self.finish(future).await,
        };
        if panicked {
            self.shared.counts.panicked.fetch_add(1, Ordering::Relaxed);
            tracing::error!(actor = %self.shared.name, "a lifecycle hook panicked");
        }
    }
}
