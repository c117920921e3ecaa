//! The Rust client's promises: against a real server, and against one that follows a script.
#![cfg(feature = "ipc-messagepack")]

mod bad_server;
mod calls;
mod comebacks;
mod deadlines;
mod drops;
mod endings;
mod polling;
mod scripted;
mod service;
mod streams;
mod subscriptions;
mod trust;
mod window;
