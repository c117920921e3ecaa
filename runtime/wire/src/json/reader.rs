//! Users' types from JSON text, in one pass and without a word of what is wrong. Where something is not as usual, `serde_json` reads all
//! of it again, and its verdict counts; what is read here, it would read the same.
//!
//! That something was unusual is kept in mind, so that a type that makes do without it does not get past it either.

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

/// Reads one value, and nothing behind it. Text that is no such thing is unusual, too.
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Unusual> {
    let mut reader = Reader { text, at: 0, depth: 0, owes_value: false, is_unusual: false };
    let read = reader.something(|reader| T::deserialize(reader))?;
    if !reader.is_unusual && blank(text.as_bytes(), reader.at) == text.len() {
        Ok(read)
    } else {
        Err(Unusual)
    }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
    /// A key was read, and its value was not.
    owes_value: bool,
    /// Something was not as usual, whatever the type made of it.
    is_unusual: bool,
}

impl<'de> Reader<'de> {
    #[inline]
    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// What there is, if it is as usual.
    #[inline]
    fn usual<T>(&mut self, there: Option<T>) -> Result<T, Unusual> {
        self.is_unusual |= there.is_none();
        there.ok_or(Unusual)
    }

    /// What `read` makes of what comes next. It may not leave it where it is.
    #[inline]
    fn something<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Unusual>) -> Result<T, Unusual> {
        self.at = blank(self.bytes(), self.at);
        let before = self.at;
        let read = read(self);
        self.usual((self.at > before).then_some(()))?;
        read
    }

    /// The value of a key, which has one and no more, and the colon before it.
    #[inline]
    fn owed<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Unusual>) -> Result<T, Unusual> {
        self.owes(true)?;
        self.owes_value = false;
        self.pass(b':')?;
        self.something(read)
    }

    /// That a value is owed, or none.
    #[inline]
    fn owes(&mut self, value: bool) -> Result<(), Unusual> {
        self.usual((self.owes_value == value).then_some(()))
    }

    /// The byte that comes next, white space apart.
    #[inline]
    fn peek(&mut self) -> Result<u8, Unusual> {
        self.at = blank(self.bytes(), self.at);
        self.usual(self.bytes().get(self.at).copied())
    }

    /// Passes `byte`, which is to come next.
    #[inline]
    fn pass(&mut self, byte: u8) -> Result<(), Unusual> {
        let found = self.peek()?;
        self.usual((found == byte).then_some(()))?;
        self.at += 1;
        Ok(())
    }

    /// A string, borrowed if it has no escapes.
    #[inline]
    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Unusual> {
        self.peek()?;
        let end = self.usual(plain(self.bytes(), self.at))?;
        if self.bytes().get(end) != Some(&b'"') {
            return visitor.visit_str(&self.escaped()?);
        }
        let string = &self.text[self.at + 1..end];
        self.at = end + 1;
        visitor.visit_borrowed_str(string)
    }

    #[cold]
    fn escaped(&mut self) -> Result<String, Unusual> {
        let end = self.usual(value(self.bytes(), self.at))?;
        let string = self.usual(serde_json::from_str(&self.text[self.at..end]).ok())?;
        self.at = end;
        Ok(string)
    }

    #[inline]
    fn word(&mut self, expected: &[u8]) -> Result<(), Unusual> {
        self.at = self.usual(word(self.bytes(), self.at, expected))?;
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
        let is_number = at == first + 1 || at > first && bytes[first] != b'0';
        self.usual(is_number.then_some(()))?;
        if let Some(b'.' | b'e' | b'E') = bytes.get(at) {
            let end = self.usual(value(bytes, from))?;
            let float = self.usual(float(&self.text[from..end]).filter(|float| float.is_finite()))?;
            self.at = end;
            return visitor.visit_f64(float);
        }
        if at - first > SURE_DIGITS {
            whole = self.usual(self.text[first..at].parse().ok())?;
        }
        if !is_negative {
            self.at = at;
            return visitor.visit_u64(whole);
        }
        // A negative zero is a float.
        let whole = self.usual(0_i64.checked_sub_unsigned(whole).filter(|whole| *whole < 0))?;
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
        self.usual((self.depth < MAX_DEPTH).then_some(()))?;
        self.depth += 1;
        // Who goes on after a fault inside is not where he takes himself to be.
        let inside = read(self).ok();
        let inside = self.usual(inside)?;
        self.owes(false)?;
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
    ($reader:ident => $there:expr; $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Unusual> {
            let $reader = self;
            $there.usual(None)
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
    unusual! { reader => reader; deserialize_i128 deserialize_u128 deserialize_bytes deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.peek()? {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ if *KEEPS_DIGITS => self.usual(None),
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
        if name.starts_with(ITS_OWN) { self.usual(None) } else { visitor.visit_newtype_struct(self) }
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
            return self.usual(None);
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
        self.at = self.usual(value(self.bytes(), self.at))?;
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
