//! What the fuzzer kept, and the golden frames it starts from, put through the same functions that it calls: what was
//! found once stays found. `just fuzz` looks for more.

mod client_decoder;
mod corpus;
mod envelope;
mod golden;
mod header;

use std::path::Path;

use acton_wire::{Format, Frame, FrameType, frame, limits::MAX_PAYLOAD};

fn replay(target: &str, seeds: &[Vec<u8>], holds: impl FnMut(&[u8])) {
    corpus::replay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target), seeds, holds);
}

fn golden_frames() -> Vec<Vec<u8>> {
    golden::frames(&Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors"))
}

/// The payloads of golden requests in one format.
fn golden_requests(format: Format) -> Vec<Vec<u8>> {
    let payload = |bytes: Vec<u8>| match frame::split(&bytes, MAX_PAYLOAD) {
        Ok(Some((Frame { kind: FrameType::Request, format: its, payload, .. }, _))) => {
            (its == format).then(|| payload.to_vec())
        }
        _ => None,
    };
    golden_frames().into_iter().filter_map(payload).collect()
}

#[test]
fn every_kept_stream_of_frames_is_cut_where_its_headers_say() {
    replay("header", &golden_frames(), header::is_cut_where_it_says);
}

#[test]
fn every_kept_request_in_json_is_refused_or_rewritten_as_it_was() {
    let holds = |bytes: &[u8]| envelope::is_rewritten_as_it_was(Format::Json, bytes);
    replay("json_envelope", &golden_requests(Format::Json), holds);
}

#[test]
fn every_kept_request_in_messagepack_is_refused_or_rewritten_as_it_was() {
    let holds = |bytes: &[u8]| envelope::is_rewritten_as_it_was(Format::MessagePack, bytes);
    replay("msgpack_envelope", &golden_requests(Format::MessagePack), holds);
}

#[test]
fn every_kept_answer_is_refused_or_rewritten_as_it_was() {
    replay("client_decoder", &golden_frames(), client_decoder::reads_what_it_could_have_written);
}
