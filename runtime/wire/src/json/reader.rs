//! Users' types from JSON text whose grammar was checked, in one pass and without a word of what is wrong. Where something is not as
//! usual, `serde_json` reads all of it again, and its verdict counts; what is read here, it would read the same.
//!
//! What is unusual is left where it stands, so that a type that makes do without it does not get past it either.

mod containers;

#[cfg(test)]
mod tests;

use std::{fmt, sync::LazyLock};

use serde::{
    Deserialize,
    de::{self, Deserializer, Visitor},
};
use serde_json::Value;

use super::grammar::{blank, plain, value, word};
use crate::scan::Unusual;
use containers::{Inside, Unit, Variant};

/// `serde_json` was built to give numbers of any length as they are written to who takes any value, for some other crate of the program.
static KEEPS_DIGITS: LazyLock<bool> = LazyLock::new(|| {
    let written = "1.10";
    serde_json::from_str(written).ok().map(|number: Value| number.to_string()).as_deref() == Some(written)
});

/// How deep `serde_json` goes.
const MAX_DEPTH: u8 = 127;

/// So many digits fit into 64 bits, whichever they are.
const SURE_DIGITS: usize = 19;

/// What `serde_json`'s own types are called where they want to be read by it alone.
const ITS_OWN: &str = "$serde_json::private::";

/// Reads one value, and nothing behind it.
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Unusual> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let read = T::deserialize(&mut reader)?;
    if blank(text.as_bytes(), reader.at) == text.len() { Ok(read) } else { Err(Unusual) }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Reader<'de> {
    #[inline]
    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The byte that comes next, white space apart.
    #[inline]
    fn peek(&mut self) -> Result<u8, Unusual> {
        self.at = blank(self.bytes(), self.at);
        self.bytes().get(self.at).copied().ok_or(Unusual)
    }

    /// Passes `byte`, which is to come next.
    #[inline]
    fn pass(&mut self, byte: u8) -> Result<(), Unusual> {
        if self.peek()? != byte {
            return Err(Unusual);
        }
        self.at += 1;
        Ok(())
    }

    /// A string, borrowed if it has no escapes.
    #[inline]
    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Unusual> {
        self.peek()?;
        let end = plain(self.bytes(), self.at).ok_or(Unusual)?;
        if self.bytes().get(end) != Some(&b'"') {
            return visitor.visit_str(&self.escaped()?);
        }
        let string = &self.text[self.at + 1..end];
        self.at = end + 1;
        visitor.visit_borrowed_str(string)
    }

    #[cold]
    fn escaped(&mut self) -> Result<String, Unusual> {
        let end = value(self.bytes(), self.at).ok_or(Unusual)?;
        let string = serde_json::from_str(&self.text[self.at..end]).map_err(|_| Unusual)?;
        self.at = end;
        Ok(string)
    }

    #[inline]
    fn word(&mut self, expected: &[u8]) -> Result<(), Unusual> {
        self.at = word(self.bytes(), self.at, expected).ok_or(Unusual)?;
        Ok(())
    }

    #[inline]
    fn flag(&mut self) -> Result<bool, Unusual> {
        let is_true = self.peek()? == b't';
        self.word(if is_true { b"true" } else { b"false" })?;
        Ok(is_true)
    }

    /// A number; one with a fraction or an exponent as `float` makes it of its text.
    #[inline]
    fn number<V: Visitor<'de>>(
        &mut self,
        visitor: V,
        float: fn(&str) -> Option<f64>,
    ) -> Result<V::Value, Unusual> {
        let is_negative = self.peek()? == b'-';
        let from = self.at;
        let first = if is_negative { from + 1 } else { from };
        let bytes = self.bytes();
        let mut at = first;
        let mut whole = 0_u64;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            at += 1;
        }
        if at == first {
            return Err(Unusual);
        }
        if let Some(b'.' | b'e' | b'E') = bytes.get(at) {
            let end = value(bytes, from).ok_or(Unusual)?;
            let float = float(&self.text[from..end]).filter(|float| float.is_finite()).ok_or(Unusual)?;
            self.at = end;
            return visitor.visit_f64(float);
        }
        if at - first > SURE_DIGITS {
            whole = self.text[first..at].parse().map_err(|_| Unusual)?;
        }
        if !is_negative {
            self.at = at;
            return visitor.visit_u64(whole);
        }
        // A negative zero is a float.
        let whole = 0_i64.checked_sub_unsigned(whole).filter(|whole| *whole < 0).ok_or(Unusual)?;
        self.at = at;
        visitor.visit_i64(whole)
    }

    /// What lies between `opening` and `closing`.
    #[inline]
    fn nested<R>(
        &mut self,
        opening: u8,
        closing: u8,
        read: impl FnOnce(&mut Self) -> Result<R, Unusual>,
    ) -> Result<R, Unusual> {
        self.pass(opening)?;
        if self.depth == MAX_DEPTH {
            return Err(Unusual);
        }
        self.depth += 1;
        let inside = read(self)?;
        self.depth -= 1;
        self.pass(closing)?;
        Ok(inside)
    }
}

fn double(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Rounded once, not twice.
fn single(text: &str) -> Option<f64> {
    text.parse::<f32>().ok().map(f64::from)
}

macro_rules! numbers {
    ($($method:ident $float:ident),*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
            self.number(visitor, $float)
        }
    )*};
}

macro_rules! strings {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
            self.string(visitor)
        }
    )*};
}

macro_rules! unusual {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Unusual> {
            Err(Unusual)
        }
    )*};
}
use unusual;

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unusual;

    numbers! {
        deserialize_i8 double, deserialize_i16 double, deserialize_i32 double, deserialize_i64 double, deserialize_u8 double,
        deserialize_u16 double, deserialize_u32 double, deserialize_u64 double, deserialize_f64 double, deserialize_f32 single
    }
    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }
    unusual! { deserialize_i128 deserialize_u128 deserialize_bytes deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.peek()? {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ if *KEEPS_DIGITS => Err(Unusual),
            _ => self.number(visitor, double),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        visitor.visit_bool(self.flag()?)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        if self.peek()? == b'n' {
            self.word(b"null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.peek()?;
        self.word(b"null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        if name.starts_with(ITS_OWN) { Err(Unusual) } else { visitor.visit_newtype_struct(self) }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.nested(b'[', b']', |reader| visitor.visit_seq(Inside::of(reader)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Unusual> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.nested(b'{', b'}', |reader| visitor.visit_map(Inside::of(reader)))
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        if name.starts_with(ITS_OWN) {
            return Err(Unusual);
        }
        if self.peek()? == b'[' { self.deserialize_seq(visitor) } else { self.deserialize_map(visitor) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        if self.peek()? == b'"' {
            return visitor.visit_enum(Unit(self));
        }
        self.nested(b'{', b'}', |reader| visitor.visit_enum(Variant(reader)))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.peek()?;
        self.at = value(self.bytes(), self.at).ok_or(Unusual)?;
        visitor.visit_unit()
    }
}

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not written as usual")
    }
}

impl std::error::Error for Unusual {}

impl de::Error for Unusual {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}
