//! A message in JSON, as types of every shape read it.

use std::{borrow::Cow, collections::BTreeMap, fmt::Debug};

use acton_wire::{Format, Payload};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Debug, PartialEq, Deserialize)]
struct Order<'a> {
    #[serde(borrow)]
    item: Cow<'a, str>,
    count: u32,
    price: f64,
    #[serde(default)]
    note: Option<String>,
    size: Option<Size>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum Size {
    Small,
    Sized(u16),
    Between(u8, i8),
    Named { width: u8 },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Any {
    Number(f32),
    Text(char),
    List(Vec<Any>),
    Named(BTreeMap<String, Any>),
}

/// Makes do without what does not fit.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lenient(i64);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(i64::deserialize(deserializer).unwrap_or_default()))
    }
}

/// Whatever the bytes are, each type makes of them what `serde_json` makes of them.
pub(crate) fn is_read_as_serde_json_reads_it(bytes: &[u8]) {
    let Ok(payload) = Payload::parse(Format::Json, bytes) else { return };
    same::<Value>(payload);
    same::<Order<'_>>(payload);
    same::<Vec<Size>>(payload);
    same::<BTreeMap<Size, Option<u64>>>(payload);
    same::<Any>(payload);
    same::<(Lenient, f64)>(payload);
    same::<BTreeMap<Lenient, Lenient>>(payload);
    same::<BTreeMap<u8, &str>>(payload);
    same::<(i128, bool, ())>(payload);
}

fn same<'de, T: Deserialize<'de> + PartialEq + Debug>(payload: Payload<'de>) {
    assert_eq!(payload.decode::<T>().ok(), serde_json::from_slice(payload.bytes()).ok());
}
