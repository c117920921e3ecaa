//! What the fuzzer kept, and the golden frames it starts from, put through the same functions that it calls: what was
//! found once stays found. `just fuzz` looks for more.
#![cfg(feature = "ipc-messagepack")]

mod answers;
mod chunks;
mod client;
#[path = "../../wire/tests/corpus/corpus.rs"]
mod corpus;
#[path = "../../wire/tests/corpus/golden.rs"]
mod golden;
mod seeds;
mod session;

use std::path::Path;

fn replay(target: &str, seeds: &[Vec<u8>], holds: impl FnMut(&[u8])) {
    corpus::replay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target), seeds, holds);
}

#[test]
fn every_kept_session_answers_each_frame_once_and_leaves_nothing_behind() {
    let service = session::Service::start();
    replay("session", &seeds::of_session(), |input| service.answers_everything_once(input));
}

#[test]
fn every_kept_client_ends_all_its_verbs_and_believes_its_own_answers_only() {
    let clock = client::Clock::pause();
    replay("client", &seeds::of_client(), |input| clock.lets_every_verb_end(input));
}
