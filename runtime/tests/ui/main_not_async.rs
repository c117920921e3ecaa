use acton_reactive::prelude::*;

#[acton_main]
fn main() {}
