//! What the fuzzer kept, and the golden frames it starts from, put through the same functions that it calls: what was
//! found once stays found. `just fuzz` looks for more.

mod client_decoder;
mod corpus;
mod envelope;
mod golden;
mod header;
mod message;

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

/// One message or more for each of the types.
fn messages() -> Vec<Vec<u8>> {
    [
        r#"{"item":"pen\t","count":4294967295,"price":-1.5e-3,"note":null,"size":{"Between":[1,-2]}}"#,
        r#"["Small",{"Sized":65535},{"Named":{"width":1}},{"Small":null}]"#,
        r#"{"Small":18446744073709551615,"Sm\u0061ll":null}"#,
        r#"[0.1,"x",[],{"a":[16777217.0]}]"#,
        "[-0,1e309]",
        r#"{"5":-9223372036854775808,"x":"","\n":[[]]}"#,
        r#"{"255":"a","256":"\ud83d"}"#,
        "[1,true,null]",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
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
fn every_kept_message_in_json_is_read_as_serde_json_reads_it() {
    replay("json_message", &messages(), message::is_read_as_serde_json_reads_it);
}

#[test]
fn every_kept_answer_is_refused_or_rewritten_as_it_was() {
    replay("client_decoder", &golden_frames(), client_decoder::reads_what_it_could_have_written);
}
