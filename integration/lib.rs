//! What the tests of whole programs are written with.
//!
//! [`binaries`] builds what is run, and [`python`] and [`node`] prepare ([`prepared`]) what others run in;
//! [`server`], [`client`] and [`program`] run it, [`transcript`] compares what it prints, [`wire`] speaks
//! the protocol by hand, and [`activation`] starts a server as systemd does. [`attacks`] are made of [`requests`] over bare
//! [`connection`]s, in a [`dose`], beside a [`witness`] whose [`latencies`] tell; a [`process`] shows what it holds. [`cases`] holds every client against one list. [`page`] holds
//! documents against the code they show.

// A library of tests: what it finds wrong it says by panicking, and much of it is called for what it does.
#![allow(clippy::missing_panics_doc, clippy::must_use_candidate)]

pub mod activation;
pub mod attacks;
pub mod binaries;
pub mod cases;
pub mod client;
pub mod connection;
pub mod dose;
pub mod latencies;
pub mod node;
pub mod page;
pub mod prepared;
pub mod process;
pub mod program;
pub mod python;
pub mod requests;
pub mod server;
pub mod sources;
pub mod transcript;
pub mod wire;
pub mod witness;
pub mod workspace;
