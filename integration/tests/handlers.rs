//! A real server whose handlers go wrong in every way a handler can: whoever asked is told so by name, at once or at the
//! deadline, and nobody else notices.
//!
//! `cargo test` asks in a short dose; `just hostile` in the full one, and prints how long things took.
#![cfg(target_os = "linux")]

#[path = "handlers/broken.rs"]
mod broken;
#[path = "handlers/circle.rs"]
mod circle;
#[path = "handlers/endless.rs"]
mod endless;
#[path = "handlers/panics.rs"]
mod panics;
#[path = "handlers/replies.rs"]
mod replies;
#[path = "handlers/streams.rs"]
mod streams;
#[path = "handlers/stuck.rs"]
mod stuck;
