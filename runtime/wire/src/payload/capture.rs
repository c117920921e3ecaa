//! How a payload is taken out of its envelope undecoded. JSON's way is `RawValue`; the other is our own reader's.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::Payload;

impl<'de: 'a, 'a> Deserialize<'de> for Payload<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return <&RawValue>::deserialize(deserializer).map(Self::Json);
        }
        #[cfg(feature = "messagepack")]
        return deserializer.deserialize_newtype_struct(crate::msgpack::SPAN, SpanVisitor);
        #[cfg(not(feature = "messagepack"))]
        Err(serde::de::Error::custom("MessagePack is not built in"))
    }
}

#[cfg(feature = "messagepack")]
struct SpanVisitor;

#[cfg(feature = "messagepack")]
impl<'de> serde::de::Visitor<'de> for SpanVisitor {
    type Value = Payload<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a MessagePack value")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Payload<'de>, E> {
        Ok(Payload::MessagePack(bytes))
    }
}
