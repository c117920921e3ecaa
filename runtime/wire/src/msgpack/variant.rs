//! Enums: a string for a unit variant, a map of one entry for any other.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Unexpected, VariantAccess, Visitor,
    value::BorrowedStrDeserializer,
};

use super::{Fault, Reader};

pub(super) struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
    has_content: bool,
}

impl<'r, 'de> Variant<'r, 'de> {
    /// Opens the enum at the cursor; `None` if nothing that could be one is there.
    pub(super) fn open(reader: &'r mut Reader<'de>) -> Result<Option<Self>, Fault> {
        let start = reader.at;
        let marker = reader.marker()?;
        let has_content = match reader.map_len(marker)? {
            Some(1) => true,
            None if reader.text_len(marker)?.is_some() => {
                reader.at = start;
                false
            }
            _ => {
                reader.at = start;
                return Ok(None);
            }
        };
        Ok(Some(Self { reader, has_content }))
    }

    fn content(self, expected: &'static str) -> Result<&'r mut Reader<'de>, Fault> {
        if self.has_content {
            Ok(self.reader)
        } else {
            Err(Fault::invalid_type(Unexpected::UnitVariant, &expected))
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let name = self.reader.key()?;
        Ok((seed.deserialize(BorrowedStrDeserializer::new(name))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.has_content { serde::Deserialize::deserialize(self.reader) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.content("newtype variant")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.content("tuple variant")?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.content("struct variant")?.deserialize_struct("", fields, visitor)
    }
}
