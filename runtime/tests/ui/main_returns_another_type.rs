use acton_reactive::prelude::*;

#[acton_main]
async fn main() -> Result<(), std::io::Error> {
    5
}
