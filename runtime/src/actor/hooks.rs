//! The hooks of an actor's life.

use crate::actor::managed::ManagedActor;
use crate::actor::reply::Reply;

/// A lifecycle hook: a closure over the actor that returns a [`Reply`], pending if it has to wait.
pub trait Hook<S>: Fn(&mut ManagedActor<S>) -> Reply + Send + Sync + 'static {}

impl<S, F> Hook<S> for F where F: Fn(&mut ManagedActor<S>) -> Reply + Send + Sync + 'static {}

pub(crate) type BoxedHook<S> = Box<dyn Hook<S>>;

pub(crate) struct Hooks<S> {
    pub(crate) before_start: Option<BoxedHook<S>>,
    pub(crate) after_start: Option<BoxedHook<S>>,
    pub(crate) before_stop: Option<BoxedHook<S>>,
    pub(crate) after_stop: Option<BoxedHook<S>>,
}

impl<S> Default for Hooks<S> {
    fn default() -> Self {
        Self { before_start: None, after_start: None, before_stop: None, after_stop: None }
    }
}
