//! An actor before its start: state, handlers, hooks, limits.

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::actor::context::Context;
use crate::actor::end::End;
use crate::actor::handle::ActorHandle;
use crate::actor::handler::Handlers;
use crate::actor::hooks::{Hook, Hooks};
use crate::actor::life::Life;
use crate::actor::managed::ManagedActor;
use crate::actor::reply::{Reply, TryReply};
use crate::actor::shared::ActorShared;
use crate::actor::supervision::OnPanic;
use crate::actor::system::System;
use crate::actor::turn;
use crate::message::Message;

pub(crate) type Factory<S> = Box<dyn FnMut() -> S + Send>;

/// An actor being configured. Made by [`ActonRuntime::new_actor`](crate::ActonRuntime::new_actor) and
/// its siblings; [`start`](Self::start) brings it to life.
#[must_use = "an actor does nothing before `start().await`"]
pub struct ActorBuilder<S> {
    /// The state the actor starts with. A restart makes a new one from the factory.
    pub model: S,
    handle: ActorHandle,
    end: End,
    factory: Factory<S>,
    handlers: Handlers<S>,
    hooks: Hooks<S>,
    on_panic: OnPanic,
    announced: bool,
}

impl<S: Send + 'static> ActorBuilder<S> {
    pub(crate) fn new(
        name: &str,
        system: Arc<System>,
        parent: Option<ActorHandle>,
        mut factory: Factory<S>,
    ) -> Self {
        let parent = parent.map(|parent| parent.shared().clone());
        let handle = ActorHandle::new(ActorShared::new(name, system, parent));
        Self {
            model: factory(),
            end: End::of(handle.clone()),
            handle,
            factory,
            handlers: Handlers::new(),
            hooks: Hooks::default(),
            on_panic: OnPanic::default(),
            announced: false,
        }
    }

    /// The handle the actor will have; messages sent to it wait in the mailbox until the start.
    #[must_use]
    pub fn handle(&self) -> &ActorHandle {
        &self.handle
    }

    /// Handles `M` alone: the closure may change the state, and while its future is pending the actor
    /// starts nothing else.
    pub fn mutate_on<M: Message>(
        &mut self,
        handler: impl Fn(&mut ManagedActor<S>, Context<M>) -> Reply + Send + Sync + 'static,
    ) -> &mut Self {
        self.handlers.mutate(handler);
        self
    }

    /// Handles `M` beside others: the closure reads the state and runs to its end, then its future
    /// runs next to everything later.
    pub fn act_on<M: Message>(
        &mut self,
        handler: impl Fn(&ManagedActor<S>, Context<M>) -> Reply + Send + Sync + 'static,
    ) -> &mut Self {
        self.handlers.act(handler);
        self
    }

    /// [`mutate_on`](Self::mutate_on) for a handler that may fail: `Ok` is sent as the reply, `Err` as
    /// `HANDLER_ERROR`.
    pub fn try_mutate_on<M: Message>(
        &mut self,
        handler: impl Fn(&mut ManagedActor<S>, Context<M>) -> TryReply + Send + Sync + 'static,
    ) -> &mut Self {
        self.handlers.mutate(handler);
        self
    }

    /// [`act_on`](Self::act_on) for a handler that may fail.
    pub fn try_act_on<M: Message>(
        &mut self,
        handler: impl Fn(&ManagedActor<S>, Context<M>) -> TryReply + Send + Sync + 'static,
    ) -> &mut Self {
        self.handlers.act(handler);
        self
    }

    /// Runs before the first message, and before `start` returns. Again after each restart.
    pub fn before_start(&mut self, hook: impl Hook<S>) -> &mut Self {
        self.hooks.before_start = Some(Box::new(hook));
        self
    }

    /// Runs once the actor takes messages, before it handles the first. Again after each restart.
    pub fn after_start(&mut self, hook: impl Hook<S>) -> &mut Self {
        self.hooks.after_start = Some(Box::new(hook));
        self
    }

    /// Runs once the mailbox is drained and all reads have ended; children are still there.
    pub fn before_stop(&mut self, hook: impl Hook<S>) -> &mut Self {
        self.hooks.before_stop = Some(Box::new(hook));
        self
    }

    /// Runs last, when the children have stopped.
    pub fn after_stop(&mut self, hook: impl Hook<S>) -> &mut Self {
        self.hooks.after_stop = Some(Box::new(hook));
        self
    }

    /// What a panic does to the actor. Default: [`OnPanic::resume`].
    pub fn on_panic(&mut self, policy: OnPanic) -> &mut Self {
        self.on_panic = policy;
        self
    }

    /// Messages the mailbox holds before it is full. Default 4,096; at least 1.
    pub fn mailbox_capacity(&mut self, messages: usize) -> &mut Self {
        self.handle.shared().mailbox.set_capacity(messages);
        self
    }

    /// `act_on` futures that may wait at once; past it messages stay in the mailbox. Default 1,024; at
    /// least 1.
    pub fn max_running_reads(&mut self, futures: usize) -> &mut Self {
        self.handle.shared().reads.limit_to(futures);
        self
    }

    /// Makes the actor callable from other processes under its own name, once it has started.
    ///
    /// The first holder of a name keeps it: a conflict is logged and makes the start of the listener
    /// fail, naming both.
    #[cfg(feature = "ipc")]
    pub fn expose_for_ipc(&mut self) {
        self.announced = true;
    }

    /// Starts the actor. Returns when its `before_start` hook has ended. An actor whose parent, or whose
    /// runtime, has stopped stops at once.
    ///
    /// # Cancel safety
    /// None: dropped before it returns, say while `before_start` waits, it ends the actor. Messages
    /// that are in its mailbox by then are not handled.
    pub async fn start(self) -> ActorHandle {
        let handle = self.handle;
        let shared = handle.shared();
        shared.held.name(self.handlers.names());
        shared.begin(self.handlers.accepted());
        let actor = ManagedActor::new(self.model, handle.clone());
        let mut life = Life::new(actor, self.handlers, self.hooks, self.factory, self.on_panic, self.end);
        life.before_start().await;
        if !shared.roster().add(handle.clone()) {
            shared.mailbox.close();
        }
        shared.system.executor.get_or_init(Handle::current);
        let task = tokio::spawn(turn::live(shared.clone(), life.live()));
        shared.runs_in(task.abort_handle());
        if self.announced {
            shared.system.directory.announce(handle.name(), handle.clone());
        }
        handle
    }
}
