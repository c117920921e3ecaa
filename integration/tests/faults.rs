//! Server processes that are told to stop, are stopped in mid-sentence, or are started where something is already.
//!
//! `cargo test` gives a short dose; with `HOSTILE=full` there is the full one, and figures are printed.
#![cfg(target_os = "linux")]

#[path = "faults/drain.rs"]
mod drain;
#[path = "faults/owners.rs"]
mod owners;
#[path = "faults/pause.rs"]
mod pause;
