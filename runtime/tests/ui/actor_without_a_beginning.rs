use acton_reactive::prelude::*;

#[acton_actor]
enum Door {
    Open,
    Shut,
}

fn main() {
    let _ = (Door::Open, Door::Shut);
}
