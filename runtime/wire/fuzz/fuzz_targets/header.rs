//! A stream of bytes as a server reads it.
#![no_main]

#[path = "../../tests/corpus/header.rs"]
mod header;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| header::is_cut_where_it_says(bytes));
