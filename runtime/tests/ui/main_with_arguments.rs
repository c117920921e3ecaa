use acton_reactive::prelude::*;

#[acton_main]
async fn main(name: String) {
    println!("{name}");
}
