//! Every documented name in the shape the documentation shows it, in examples of its own: what stops
//! compiling here breaks a program that somebody wrote from the documentation.
#![cfg(feature = "ipc")]

use acton_reactive::common::ipc::IpcConfig;
use acton_reactive::prelude::*;
use tempfile::TempDir;

mod broadcasts;
mod calls;
mod entry;
mod handlers;
mod local;
mod registry;
mod serving;

/// A configuration with a socket of the test's own, and the directory it goes with.
fn somewhere() -> (IpcConfig, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let config = IpcConfig { socket_path: directory.path().join("own.sock"), ..Default::default() };
    (config, directory)
}

#[acton_message(ipc)]
struct Water {
    litres: u32,
}

#[acton_message(ipc)]
struct Watered {
    litres_so_far: u32,
}

#[acton_message(ipc)]
struct Inspect;

#[acton_message(ipc)]
struct Inspected {
    summary: String,
}

#[acton_actor]
struct Greenhouse {
    litres: u32,
    plants: Vec<String>,
}
