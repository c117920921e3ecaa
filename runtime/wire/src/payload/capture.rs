//! How a payload is taken out of its envelope undecoded. Our own readers give its span; `serde_json` has `RawValue`.

use serde::{Deserialize, Deserializer, de::Visitor};
use serde_json::value::RawValue;

use super::Payload;

/// The newtype name by which a type asks our readers for a value's span instead of the value.
pub(crate) const SPAN: &str = "acton_wire::Span";

impl<'de: 'a, 'a> Deserialize<'de> for Payload<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SPAN, SpanVisitor)
    }
}

struct SpanVisitor;

impl<'de> Visitor<'de> for SpanVisitor {
    type Value = Payload<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Payload<'de>, E> {
        Ok(Payload::Json(text))
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Payload<'de>, E> {
        Ok(Payload::MessagePack(bytes))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Payload<'de>, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Payload::Json(raw.get()))
    }
}
