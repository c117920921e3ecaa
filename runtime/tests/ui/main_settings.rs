use acton_reactive::prelude::*;

#[acton_main(flavor = "single_thread")]
async fn unknown_flavor() {}

#[acton_main(flavour = "current_thread")]
async fn unknown_argument() {}

#[acton_main(flavor = "multi_thread", flavor = "multi_thread")]
async fn twice() {}

#[acton_main(worker_threads = 0)]
async fn no_threads() {}

#[acton_main(worker_threads = -1)]
async fn fewer_than_none() {}

#[acton_main(worker_threads = "4")]
async fn quoted() {}

#[acton_main(flavor = "current_thread", worker_threads = 2)]
async fn pointless_threads() {}

#[acton_main(flavor = 1)]
async fn numbered() {}

#[acton_main(flavor)]
async fn no_value() {}

fn main() {
    unknown_flavor();
    unknown_argument();
    twice();
    no_threads();
    fewer_than_none();
    quoted();
    pointless_threads();
    numbered();
    no_value();
}
