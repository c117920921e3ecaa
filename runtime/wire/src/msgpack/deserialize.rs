//! MessagePack into serde: maps, and arrays in the order of a struct's fields. Our own structs are read by it, payloads
//! among them as spans, and users' types once `rmp-serde` has refused them, because it does not say what it expected.

use rmp::Marker;
use serde::{
    Deserialize,
    de::{
        DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
        value::{BorrowedStrDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{
    Fault, Reader,
    reader::{EXTENSION, RESERVED},
    variant::Variant,
};
use crate::payload::SPAN;

/// Decodes one of our structs from exactly `bytes`.
pub(crate) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Fault> {
    let mut reader = Reader::new(bytes);
    let value = T::deserialize(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

impl<'de> Reader<'de> {
    fn any<V: Visitor<'de>>(
        &mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let at = self.at;
        let marker = self.marker()?;
        if let Some(len) = self.text_len(marker)? {
            return visitor.visit_borrowed_str(self.text(len)?);
        }
        if let Some(left) = self.map_len(marker)? {
            return visitor.visit_map(Entries { reader: self, left, key: "", fields });
        }
        if let Some(left) = self.array_len(marker)? {
            let mut elements = Elements { reader: self, left, passed: 0, fields };
            let value = visitor.visit_seq(&mut elements)?;
            return elements.skip_rest().map(|()| value);
        }
        match marker {
            Marker::Null => visitor.visit_unit(),
            Marker::True => visitor.visit_bool(true),
            Marker::False => visitor.visit_bool(false),
            Marker::FixPos(value) => visitor.visit_u64(value.into()),
            Marker::FixNeg(value) => visitor.visit_i64(value.into()),
            Marker::U8 => visitor.visit_u64(u8::from_be_bytes(self.array()?).into()),
            Marker::U16 => visitor.visit_u64(u16::from_be_bytes(self.array()?).into()),
            Marker::U32 => visitor.visit_u64(u32::from_be_bytes(self.array()?).into()),
            Marker::U64 => visitor.visit_u64(u64::from_be_bytes(self.array()?)),
            Marker::I8 => visitor.visit_i64(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => visitor.visit_i64(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => visitor.visit_i64(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => visitor.visit_i64(i64::from_be_bytes(self.array()?)),
            Marker::F32 => visitor.visit_f64(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => visitor.visit_f64(f64::from_be_bytes(self.array()?)),
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let width = 1 << (marker.to_u8() - Marker::Bin8.to_u8());
                let len = self.length(width)?;
                visitor.visit_borrowed_bytes(self.take(len)?)
            }
            Marker::Reserved => Err(Fault::new(at, RESERVED)),
            _ => Err(Fault::new(at, EXTENSION)),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let at = self.at;
        self.any(&[], visitor).map_err(|fault| fault.at(at))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let at = self.at;
        self.any(fields, visitor).map_err(|fault| fault.at(at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek()? == Marker::Null {
            self.at += 1;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == SPAN {
            visitor.visit_borrowed_bytes(self.span()?)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match Variant::open(self)? {
            Some(variant) => visitor.visit_enum(variant),
            None => Err(Fault::invalid_type(Unexpected::Other("no variant"), &visitor)),
        }
    }

    /// As `rmp-serde` does, takes a byte string for a list of numbers.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if matches!(self.peek()?, Marker::Bin8 | Marker::Bin16 | Marker::Bin32) {
            let bytes: &[u8] = Deserialize::deserialize(self)?;
            return visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied()));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.span()?;
        visitor.visit_unit()
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier
    }
}

struct Entries<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
    key: &'de str,
    fields: &'static [&'static str],
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.key = self.reader.key()?;
        seed.deserialize(BorrowedStrDeserializer::new(self.key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let at = self.reader.at;
        seed.deserialize(&mut *self.reader).map_err(|fault: Fault| {
            fault.at(at).within(self.fields.iter().copied().find(|field| *field == self.key))
        })
    }
}

struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
    passed: usize,
    fields: &'static [&'static str],
}

impl Elements<'_, '_> {
    /// Passes over what a later version added behind the fields known here.
    fn skip_rest(&mut self) -> Result<(), Fault> {
        for _ in 0..self.left {
            self.reader.span()?;
        }
        Ok(())
    }
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let field = self.fields.get(self.passed).copied();
        self.passed += 1;
        let at = self.reader.at;
        seed.deserialize(&mut *self.reader).map(Some).map_err(|fault: Fault| fault.at(at).within(field))
    }
}
