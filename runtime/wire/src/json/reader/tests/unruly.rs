//! Types that make do with less than they are told, or ask for it in another order than it comes.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
};
use serde_json::Value;

/// Makes do without anything.
#[derive(Debug, PartialEq)]
pub(super) struct Lax<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

/// A key that takes anything for its name.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Whatever(String);

impl<'de> Deserialize<'de> for Whatever {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Whatever;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Whatever, A::Error> {
                let (name, rest) = access.variant::<Value>()?;
                rest.unit_variant()?;
                Ok(Whatever(name.to_string()))
            }
        }
        deserializer.deserialize_enum("Whatever", &[], Name)
    }
}

/// Refuses all but null, at once.
#[derive(Debug, PartialEq)]
pub(super) struct Null;

impl<'de> Deserialize<'de> for Null {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Absent;
        impl Visitor<'_> for Absent {
            type Value = Null;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null")
            }

            fn visit_none<E: de::Error>(self) -> Result<Null, E> {
                Ok(Null)
            }
        }
        deserializer.deserialize_option(Absent)
    }
}

/// Asks for keys and values in an order of its own, a bit for each, and goes on whatever it is told.
#[derive(Debug, PartialEq)]
pub(super) struct Unruly<const ORDER: u32>;

impl<'de, const ORDER: u32> Visitor<'de> for Unruly<ORDER> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        for bit in 0..4 {
            if ORDER >> bit & 1 == 0 {
                let _ = map.next_key::<Lax<String>>();
            } else {
                let _ = map.next_value::<Null>();
            }
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        for _ in 0..ORDER % 3 {
            let _ = list.next_element::<Null>();
        }
        Ok(self)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Self, A::Error> {
        let (_, content) = access.variant::<Lax<String>>()?;
        if ORDER.is_multiple_of(2) {
            let _ = content.newtype_variant::<Null>();
        }
        Ok(self)
    }
}

impl<'de, const ORDER: u32> Deserialize<'de> for Unruly<ORDER> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if ORDER % 5 < 2 {
            deserializer.deserialize_enum("Unruly", &[], Self)
        } else {
            deserializer.deserialize_any(Self)
        }
    }
}

/// Reads nothing at all.
#[derive(Debug, PartialEq)]
pub(super) struct Idle;

impl<'de> Deserialize<'de> for Idle {
    fn deserialize<D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}
