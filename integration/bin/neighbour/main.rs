//! A process of another user on the same machine: one that takes all it can get, or one that only calls.

use std::path::PathBuf;

use clap::Parser;
use integration::witness;

mod crowd;

/// Be another user of a server that is shared with a group.
#[derive(Parser)]
#[command(name = "neighbour")]
enum Neighbour {
    /// Take every connection, request and subscription that one user can have, and ask for more until told to stop
    Crowd { socket: PathBuf },
    /// Call so many times, and print how long that took
    Call { socket: PathBuf, count: u32 },
}

fn main() {
    match Neighbour::parse() {
        Neighbour::Crowd { socket } => crowd::gather(&socket),
        Neighbour::Call { socket, count } => println!("{}", witness::call(&socket, count)),
    }
}
