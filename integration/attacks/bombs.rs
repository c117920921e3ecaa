//! Values so deep that a reader which recurses runs out of stack, and counts of things that never come.

use std::path::Path;

use acton_wire::{Format, FrameType};

use crate::connection::Connection;
use crate::requests::{add, raw};

/// Where in an envelope a bomb is put; the last is a field that nobody knows.
const PLACES: [&str; 5] = ["payload", "correlation_id", "target", "response_timeout_ms", "ignored"];

/// JSON that opens and closes again and again.
const JSON: [(&str, &str); 3] = [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")];

/// MessagePack: an array of one, a map of one, and a text, bytes, an array and a map of 4 Gi that end there.
const PACKED: [(&[u8], usize); 6] = [
    (&[0x91], 200_000),
    (&[0x81, 0xA1, b'a'], 200_000),
    (&[0xDB, 0xFF, 0xFF, 0xFF, 0xFF], 1),
    (&[0xC6, 0xFF, 0xFF, 0xFF, 0xFF], 1),
    (&[0xDD, 0xFF, 0xFF, 0xFF, 0xFF], 1),
    (&[0xDF, 0xFF, 0xFF, 0xFF, 0xFF], 1),
];

/// Every shape at every place: each is refused, and the connection goes on. How many bytes that were.
pub fn of_depth(socket: &Path) -> usize {
    let mut bytes = 0;
    for place in PLACES {
        for (open, close) in JSON {
            let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
            let envelope =
                format!("{{\"message_type\":\"AddRequest\",\"expects_reply\":true,\"{place}\":{deep}}}");
            bytes += explode(socket, &raw(FrameType::Request, Format::Json, envelope.as_bytes()));
        }
        for (piece, times) in PACKED {
            let mut envelope = vec![0x83];
            for text in ["message_type", "AddRequest", "expects_reply"] {
                write_text(&mut envelope, text);
            }
            envelope.push(0xC3);
            write_text(&mut envelope, place);
            envelope.extend(piece.repeat(times));
            bytes += explode(socket, &raw(FrameType::Request, Format::MessagePack, &envelope));
        }
    }
    bytes
}

fn explode(socket: &Path, bomb: &[u8]) -> usize {
    let mut attacker = Connection::connect(socket);
    attacker.throw(bomb);
    attacker.throw(&add("after", 1));
    attacker.half_close();
    let answers = attacker.receive_all();
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(answers[0].code().is_some(), "{answers:?}");
    assert_eq!(answers[1].sum("after"), Some(2));
    bomb.len()
}

/// A text of less than 32 bytes.
fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(0xA0 | u8::try_from(text.len()).expect("a short text"));
    out.extend_from_slice(text.as_bytes());
}
