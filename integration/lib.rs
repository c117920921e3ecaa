//! What the tests of whole programs are written with.
//!
//! [`binaries`] builds what is run, [`server`] and [`program`] run it, [`transcript`] compares what it
//! prints, [`wire`] speaks the protocol by hand. [`page`] holds documents against the code they show.

// A library of tests: what it finds wrong it says by panicking, and much of it is called for what it does.
#![allow(clippy::missing_panics_doc, clippy::must_use_candidate)]

pub mod binaries;
pub mod page;
pub mod program;
pub mod server;
pub mod sources;
pub mod transcript;
pub mod wire;
pub mod workspace;
