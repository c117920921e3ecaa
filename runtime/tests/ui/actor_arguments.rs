use acton_reactive::prelude::*;

#[acton_actor(default)]
struct Misspelt;

#[acton_actor(no_default, ipc)]
struct OneTooMany;

#[acton_actor]
union Union {
    number: u8,
}

fn main() {
    let _ = (Misspelt, OneTooMany, Union { number: 1 });
}
