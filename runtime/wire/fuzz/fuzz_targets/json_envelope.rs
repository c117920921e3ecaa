//! A request in JSON.
#![no_main]

mod envelope;

use acton_wire::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| envelope::is_rewritten_as_it_was(Format::Json, bytes));
