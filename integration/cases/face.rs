//! A client in one of its faces: a program that performs cases, one after the other.

use std::process::Command;

/// A client that can be asked to perform cases.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// How tests and the list of known failures call it.
    pub name: &'static str,
    /// Its runner, without the arguments that every runner takes.
    pub command: fn() -> Command,
}
