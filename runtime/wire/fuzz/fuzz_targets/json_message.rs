//! A message in JSON.
#![no_main]

#[path = "../../tests/corpus/message.rs"]
mod message;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| message::is_read_as_serde_json_reads_it(bytes));
