//! The actors: mailbox, handlers, lifecycle, supervision, broker.
//!
//! In the order a message travels: a [`handle`] puts a `delivery` into a `mailbox`; the actor's
//! `life` takes it out and gives the [`context`] to a `handler`; its [`reply`] leaves by the
//! `port` that came with the message. This room knows tokio; it knows no name on a wire, no format
//! and no connection.

pub(crate) mod alarm;
pub mod ask;
pub mod broker;
pub mod builder;
pub mod caller;
pub(crate) mod cancellation;
pub(crate) mod caught;
pub(crate) mod chain;
pub mod context;
pub mod declined;
pub(crate) mod delivery;
pub(crate) mod end;
pub mod handle;
pub(crate) mod handler;
pub(crate) mod held;
pub mod hooks;
pub(crate) mod lanes;
pub(crate) mod life;
pub(crate) mod mailbox;
pub mod managed;
pub(crate) mod name;
// Only other processes make a reply wait, and need it encoded.
#[cfg_attr(not(feature = "ipc"), allow(dead_code))]
pub(crate) mod port;
pub(crate) mod read;
pub(crate) mod reads;
pub(crate) mod recent;
pub mod reply;
pub mod reply_envelope;
pub(crate) mod roster;
pub(crate) mod scope;
pub mod send;
pub(crate) mod settled;
pub(crate) mod shared;
pub(crate) mod stop_budget;
pub mod supervision;
pub(crate) mod system;
pub(crate) mod timekeeper;
#[cfg_attr(
    not(any(feature = "ipc", test)),
    expect(dead_code, reason = "only connections take part in turns")
)]
pub(crate) mod turn;
pub(crate) mod watchdog;
