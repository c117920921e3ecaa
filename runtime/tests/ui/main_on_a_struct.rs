use acton_reactive::prelude::*;

#[acton_main]
struct Main;

fn main() {
    let _ = Main;
}
