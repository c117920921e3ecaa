//! A whole client, and what its server says.
#![no_main]

// What a server broadcasts is not for a client to say.
#[allow(dead_code)]
#[path = "../../tests/corpus/chunks.rs"]
mod chunks;
#[path = "../../tests/corpus/client.rs"]
mod client;

use client::Clock;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static CLOCK: Clock = Clock::pause();
}

fuzz_target!(|input: &[u8]| CLOCK.with(|clock| clock.lets_every_verb_end(input)));
