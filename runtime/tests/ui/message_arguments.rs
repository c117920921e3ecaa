use acton_reactive::prelude::*;

#[acton_message(icp)]
struct Misspelt;

#[acton_message(ipc = true)]
struct Valued;

#[acton_message(ipc, ipc)]
struct Twice;

#[acton_message("ipc")]
struct Quoted;

fn main() {
    let _ = (Misspelt, Valued, Twice, Quoted);
}
