//! A message in JSON, as types of every shape read it.

use std::{borrow::Cow, collections::BTreeMap, fmt::Debug, sync::LazyLock};

use acton_wire::{Envelope, Format, Payload, envelope::Template};
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

/// Reads nothing at all.
#[derive(Debug, PartialEq)]
struct Idle;

impl<'de> Deserialize<'de> for Idle {
    fn deserialize<D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// What a request has before its payload and behind it.
const AROUND: [&str; 2] = [r#"{"correlation_id":"","target":"","message_type":"","payload":"#, "}"];

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    let [before, behind] = AROUND;
    Template::of(&format!("{before}0{behind}")).expect("written as usual")
});

/// Whatever the bytes are, each type makes of them what `serde_json` makes of them.
pub(crate) fn is_read_as_serde_json_reads_it(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let [before, behind] = AROUND;
    let request = [before, text, behind].concat();
    let text = (&*request, text);
    same::<Value>(text);
    same::<Order<'_>>(text);
    same::<Vec<Size>>(text);
    same::<BTreeMap<Size, Option<u64>>>(text);
    same::<Any>(text);
    same::<(Lenient, f64)>(text);
    same::<BTreeMap<Lenient, Lenient>>(text);
    same::<BTreeMap<u8, &str>>(text);
    same::<(i128, bool, ())>(text);
    same::<Vec<Option<Idle>>>(text);
}

/// As the payload of a request that is told by a template, and once it is known to be well formed.
fn same<'de, T: Deserialize<'de> + PartialEq + Debug>((request, text): (&'de str, &'de str)) {
    let expected = serde_json::from_str::<T>(text).ok();
    if let Some(told) = TEMPLATE.read(request).and_then(|(_, payload)| payload.decode::<T>()) {
        let decoded =
            Envelope::decode(Format::Json, request.as_bytes()).expect("what is told is well formed");
        assert_eq!(decoded.payload.bytes(), text.trim_ascii().as_bytes());
        assert_eq!(Some(told), expected);
    }
    if let Ok(payload) = Payload::parse(Format::Json, text.as_bytes()) {
        assert_eq!(payload.decode::<T>().ok(), expected);
    }
}
