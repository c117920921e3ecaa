//! In place of the runtime's own: the same names, by loom.

pub(crate) use loom::sync::MutexGuard;
pub(crate) use loom::sync::atomic;

mod notify;

pub(crate) use notify::Notify;

/// Without poisoning, as the runtime's.
#[derive(Debug)]
pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().expect("a model that panics has failed already")
    }
}
