//! What threads share in the runtime by more than a lock: the runtime's own sources, on atomics, locks and signals of loom's, which
//! tries every order in which the threads may meet. `just loom` runs it.

// The models use a part of what the sources have.
#![allow(dead_code)]

mod actor;
mod sync;

#[cfg(test)]
mod models;
