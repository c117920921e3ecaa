//! The golden frames, which are where the fuzzer starts.

use std::{fs, path::Path};

use serde_json::Value;

/// Every frame of `wire/vectors`, good and malformed.
pub(crate) fn frames(vectors: &Path) -> Vec<Vec<u8>> {
    let files = fs::read_dir(vectors).expect("a readable directory").map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let texts = files.into_iter().map(|file| fs::read_to_string(file).expect("a readable file"));
    texts
        .flat_map(|text| serde_json::from_str::<Vec<Value>>(&text).expect("a list of vectors"))
        .map(|vector| bytes(vector["hex"].as_str().expect("hex")))
        .collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = |at| hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    (0..hex.len()).step_by(2).map(|at| digits(at).expect("two digits a byte")).collect()
}
