//! How frames travel: a Unix socket, or memory. Knows bytes and their ends, not what they mean.
//!
//! [`link`]: one connection; [`acceptor`]: where connections come from; `inbox` and `outbox`: the
//! bytes received and not yet understood, and those to be sent.

pub mod acceptor;
pub(crate) mod inbox;
pub mod link;
pub mod memory;
pub(crate) mod outbox;
pub mod unix;
