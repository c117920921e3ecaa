//! A request in JSON.
#![no_main]

#[path = "../../tests/corpus/envelope.rs"]
mod envelope;

use acton_wire::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| envelope::is_rewritten_as_it_was(Format::Json, bytes));
