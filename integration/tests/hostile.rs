//! A real server among clients that mean it harm, each attack beside a witness: a client that goes on calling and must not
//! notice anything but, at most, that it takes longer.
//!
//! `cargo test` gives every attack in a short dose; `just hostile` gives the full one, and prints how long things took.
#![cfg(target_os = "linux")]

#[path = "hostile/clients.rs"]
mod clients;
#[path = "hostile/floods.rs"]
mod floods;
#[path = "hostile/frames.rs"]
mod frames;
#[path = "hostile/harm.rs"]
mod harm;
#[path = "hostile/slowness.rs"]
mod slowness;
#[path = "hostile/streams.rs"]
mod streams;
#[path = "hostile/subscribers.rs"]
mod subscribers;
#[path = "hostile/victim.rs"]
mod victim;
