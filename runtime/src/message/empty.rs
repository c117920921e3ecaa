//! How a message without fields decodes: clients in other languages write "nothing" as null, `[]` or a map.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Takes null, `[]` or a map, whatever the map holds, for the message called `name`.
pub fn deserialize_empty<'de, D>(deserializer: D, name: &'static str) -> Result<(), D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Empty { name })
}

struct Empty {
    name: &'static str,
}

impl<'de> Visitor<'de> for Empty {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "null, [] or a map, since {} has no fields", self.name)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        match sequence.next_element::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::invalid_length(1, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::deserialize_empty;

    fn decode(json: &str) -> Result<(), String> {
        deserialize_empty(&mut serde_json::Deserializer::from_str(json), "HealthCheck")
            .map_err(|error| error.to_string())
    }

    #[test]
    fn null_an_empty_list_and_any_map_are_nothing() {
        for json in ["null", "[]", "{}", r#"{"since": [1, {"deep": null}], "": 2.5}"#] {
            assert_eq!(decode(json), Ok(()), "{json}");
        }
    }

    #[test]
    fn anything_else_is_refused_and_the_error_ends_with_what_would_do() {
        for json in ["0", "true", r#""null""#, "[null]", "[[], []]"] {
            let error = decode(json).unwrap_err();
            let (_, expected) = error.rsplit_once(", expected ").unwrap();
            assert!(expected.starts_with("null, [] or a map, since HealthCheck has no fields"), "{error}");
        }
    }
}
