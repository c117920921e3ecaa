//! A stream of bytes as a client reads it.
#![no_main]

#[path = "../../tests/corpus/client_decoder.rs"]
mod client_decoder;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| client_decoder::reads_what_it_could_have_written(bytes));
