//! Where the fuzzer starts: the golden frames, whole, in pieces, and one after the other.

use std::path::Path;

use acton_wire::{Format, FrameType, frame, limits::MAX_PAYLOAD};

use crate::golden;

/// Every golden frame, and requests that reach each handler of the service.
pub(crate) fn of_session() -> Vec<Vec<u8>> {
    scripts(&[requests(), golden_frames()].concat())
}

/// Golden answers to the numbers that a client's first requests have.
pub(crate) fn of_client() -> Vec<Vec<u8>> {
    use FrameType::{Error, Push, Response, Stream};
    let is_a_servers = |frame: &Vec<u8>| {
        matches!(kind(frame), Some(Response | Error | Stream | Push | FrameType::Heartbeat))
    };
    let answers: Vec<_> = golden_frames().into_iter().filter(is_a_servers).collect();
    scripts(&answers.iter().flat_map(|answer| (b'0'..b'7').map(|id| with_id(answer, id))).collect::<Vec<_>>())
}

/// The frames as a [`Script`](crate::chunks::Script) sends them.
fn scripts(frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (whole, pieces, watched, vanishing) = ([0], [2, 3, 11], [17, 64], [9, 29]);
    let alone = frames.iter().flat_map(|frame| [[&whole[..], frame].concat(), [&pieces[..], frame].concat()]);
    let runs = frames.chunks(8).map(<[_]>::concat);
    let runs = runs.flat_map(|run| [[&watched[..], &run].concat(), [&vanishing[..], &run].concat()]);
    alone.chain(runs).collect()
}

fn golden_frames() -> Vec<Vec<u8>> {
    golden::frames(&Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/vectors"))
}

fn kind(bytes: &[u8]) -> Option<FrameType> {
    Some(frame::split(bytes, MAX_PAYLOAD).ok()??.0.kind)
}

/// The frame with this digit for its id, where that is one letter.
fn with_id(frame: &[u8], digit: u8) -> Vec<u8> {
    const KEY: &[u8] = b"correlation_id";
    let mut frame = frame.to_vec();
    let key = frame.windows(KEY.len()).position(|part| part == KEY);
    let value = key.map(|at| &mut frame[at + KEY.len()..]);
    if let Some([b'"', b':', b'"', letter, b'"', ..] | [0xa1, letter, ..]) = value {
        *letter = digit;
    }
    frame
}

/// Requests that reach each handler, in each way there is to ask.
fn requests() -> Vec<Vec<u8>> {
    let messages = [
        ("Count", r#"{"to":3}"#),
        ("Fail", r#"{"reason":"so"}"#),
        ("Forget", "null"),
        ("Wait", "null"),
        ("Add", r#"{"a":2147483647,"b":1}"#),
    ];
    let asks = [
        r#""expects_reply":true"#,
        r#""expects_stream":true"#,
        r#""expects_stream":true,"stream_credit":1"#,
        r#""response_timeout_ms":1"#,
    ];
    let request = |name: &str, payload: &str, asks: &str| {
        let mut out = Vec::new();
        let to = format!(r#"{{"correlation_id":"1","target":"calculator","message_type":"{name}""#);
        let rest = format!(r#","payload":{payload},{asks}}}"#);
        frame::write(&mut out, FrameType::Request, Format::Json, |out| out.extend((to + &rest).bytes()));
        out
    };
    messages.iter().flat_map(|(name, payload)| asks.map(|asks| request(name, payload, asks))).collect()
}
