//! The contract on the wire, by raw bytes over a Unix socket. Tests whose names begin with an id keep the
//! sentence of that id in `docs/semantics.md`. Clocks are paused: waits take no time and deadlines are exact.
#![cfg(feature = "ipc-messagepack")]

mod changes;
mod connections;
mod deadlines;
mod errors;
mod foreigners;
mod frames;
mod house;
mod loops;
mod messages;
mod peer;
mod precedents;
mod pressure;
mod pushes;
mod races;
mod requests;
mod stopping;
mod storms;
mod streams;
mod subscriptions;
mod turns;
