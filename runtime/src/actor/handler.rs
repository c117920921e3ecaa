//! The handlers of an actor: for each message type one closure, its type erased.

use std::any::TypeId;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::actor::context::Context;
use crate::actor::held::Number;
use crate::actor::lanes::Lane;
use crate::actor::managed::ManagedActor;
use crate::actor::port::ReplyPort;
use crate::actor::reply::{Ending, Reply};
use crate::message::Message;

type Mutate<S> =
    Box<dyn Fn(&mut ManagedActor<S>, &mut Lane, Option<Arc<dyn ReplyPort>>) -> Reply + Send + Sync>;
type Act<S> = Box<dyn Fn(&ManagedActor<S>, &mut Lane, Option<Arc<dyn ReplyPort>>) -> Reply + Send + Sync>;

pub(crate) enum Handler<S> {
    /// Alone: nothing else starts until it has ended.
    Mutate(Mutate<S>),
    /// Beside others: its future runs on its own.
    Act(Act<S>),
}

pub(crate) struct Entry<S> {
    /// The message's type, for logs.
    pub(crate) message: &'static str,
    pub(crate) number: Number,
    pub(crate) handler: Handler<S>,
}

pub(crate) struct Handlers<S> {
    by_type: FxHashMap<TypeId, Entry<S>>,
    names: Vec<&'static str>,
}

impl<S: 'static> Handlers<S> {
    pub(crate) fn new() -> Self {
        Self { by_type: FxHashMap::default(), names: vec!["a lifecycle hook"] }
    }

    pub(crate) fn mutate<M: Message, E: Ending>(
        &mut self,
        handler: impl Fn(&mut ManagedActor<S>, Context<M>) -> E + Send + Sync + 'static,
    ) {
        let handler =
            move |actor: &mut ManagedActor<S>, lane: &mut Lane, port: Option<Arc<dyn ReplyPort>>| {
                open(lane, port).map_or(Reply::ready(), |ctx| handler(actor, ctx).into_reply())
            };
        self.insert::<M>(Handler::Mutate(Box::new(handler)));
    }

    pub(crate) fn act<M: Message, E: Ending>(
        &mut self,
        handler: impl Fn(&ManagedActor<S>, Context<M>) -> E + Send + Sync + 'static,
    ) {
        let handler = move |actor: &ManagedActor<S>, lane: &mut Lane, port: Option<Arc<dyn ReplyPort>>| {
            open(lane, port).map_or(Reply::ready(), |ctx| handler(actor, ctx).into_reply())
        };
        self.insert::<M>(Handler::Act(Box::new(handler)));
    }

    fn insert<M: Message>(&mut self, handler: Handler<S>) {
        let message = std::any::type_name::<M>();
        let entry = Entry { message, number: Number::of(self.names.len()), handler };
        self.names.push(message);
        if self.by_type.insert(TypeId::of::<M>(), entry).is_some() {
            tracing::warn!(message, "a second handler for the same message replaces the first");
        }
    }

    /// The handler of messages of this type.
    pub(crate) fn of(&self, message: TypeId) -> Option<&Entry<S>> {
        self.by_type.get(&message)
    }

    /// The messages' types by the handlers' numbers.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.names.clone()
    }

    pub(crate) fn accepted(&self) -> FxHashSet<TypeId> {
        self.by_type.keys().copied().collect()
    }
}

fn open<M: Message>(lane: &mut Lane, port: Option<Arc<dyn ReplyPort>>) -> Option<Context<M>> {
    // The table is keyed by the type of the lane's messages, so it is an `M`.
    lane.take_first().map(|message| Context::new(message, port))
}
