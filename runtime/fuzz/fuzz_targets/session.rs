//! A whole session of a server.
#![no_main]

#[path = "../../tests/corpus/answers.rs"]
mod answers;
#[path = "../../tests/corpus/chunks.rs"]
mod chunks;
#[path = "../../tests/corpus/session.rs"]
mod session;

use libfuzzer_sys::fuzz_target;
use session::Service;

thread_local! {
    static SERVICE: Service = Service::start();
}

fuzz_target!(|input: &[u8]| SERVICE.with(|service| service.answers_everything_once(input)));
