//! One golden frame, and where they are kept.

use std::{fs, path::PathBuf};

use acton_wire::{Format, FrameType};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

const FILES: [&str; 8] =
    ["requests", "responses", "streams", "pushes", "subscriptions", "patterns", "discovery", "control"];

#[derive(Serialize, Deserialize)]
pub(crate) struct Vector {
    pub(crate) name: String,
    #[serde(rename = "type")]
    kind: String,
    format: String,
    pub(crate) hex: String,
    /// What our codec writes once it has read `hex`, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rewritten: Option<String>,
    /// Others write such a frame; we only read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) read_only: bool,
    pub(crate) decoded: Box<RawValue>,
    #[serde(skip)]
    pub(crate) file: String,
}

impl Vector {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.hex).expect("hex")
    }

    pub(crate) fn rewritten(&self) -> &str {
        self.rewritten.as_ref().unwrap_or(&self.hex)
    }

    pub(crate) fn decoded(&self) -> Value {
        serde_json::from_str(self.decoded.get()).expect("JSON")
    }

    pub(crate) fn format(&self) -> Format {
        match self.format.as_str() {
            "json" => Format::Json,
            "messagepack" => Format::MessagePack,
            other => panic!("`{other}` is no format"),
        }
    }

    pub(crate) fn kind(&self) -> FrameType {
        let name = self.kind.replace('_', "");
        let named = |kind: &FrameType| format!("{kind:?}").eq_ignore_ascii_case(&name);
        FrameType::ALL.into_iter().find(named).expect("a type of frame")
    }

    pub(crate) fn is_positional(&self) -> bool {
        self.name.ends_with("by position")
    }

    /// Whether the payload's own spelling is part of what is kept, which `decoded` does not have.
    pub(crate) fn keeps_its_payload(&self) -> bool {
        ["as Python writes it", "white space", "the longest form"].iter().any(|part| self.name.contains(part))
    }
}

fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "vectors", &format!("{file}.json")].iter().collect()
}

pub(crate) fn read<T: for<'de> Deserialize<'de>>(file: &str) -> Vec<T> {
    serde_json::from_str(&fs::read_to_string(path(file)).expect("a readable file"))
        .expect("a list of vectors")
}

fn of_file(file: &str) -> Vec<Vector> {
    read::<Vector>(file).into_iter().map(|vector| Vector { file: file.to_owned(), ..vector }).collect()
}

/// Calls `check` with each vector this build can read, and names the one it fails on.
pub(crate) fn each(mut check: impl FnMut(&Vector)) {
    for file in FILES {
        for vector in of_file(file) {
            if vector.format().is_supported() && !vector.hex.is_empty() {
                println!("{file}: {}", vector.name);
                check(&vector);
            }
        }
    }
}

/// Calls `change` with each file's vectors, and writes them back where it says so.
pub(crate) fn each_file(mut change: impl FnMut(&str, &mut Vec<Vector>) -> bool) {
    for file in FILES {
        let mut vectors = of_file(file);
        if change(file, &mut vectors) {
            let text = serde_json::to_string_pretty(&vectors).expect("JSON");
            fs::write(path(file), text + "\n").expect("a writable file");
        }
    }
}
