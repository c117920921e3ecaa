//! What the threads share their state by, where that is subtle. `runtime/loom` has the same code with a module of its own in place
//! of this one, and runs it in every order in which the threads may meet.

pub(crate) use std::sync::atomic;

pub(crate) use parking_lot::{Mutex, MutexGuard};
pub(crate) use tokio::sync::Notify;
