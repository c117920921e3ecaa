use acton_reactive::prelude::*;

#[acton_message]
fn function() {}

#[acton_message(ipc)]
union Union {
    number: u8,
}

#[acton_message]
trait Trait {}

fn main() {
    function();
    let _ = Union { number: 1 };
}
