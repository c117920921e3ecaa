//! Scalars and lists in their shortest form. Values that are already encoded pass by here.

use rmp::encode;

/// A map without entries; each entry adds one, fifteen fit.
pub(crate) const EMPTY_MAP: u8 = 0x80;

const FULL: &str = "a Vec takes every scalar";

pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    encode::write_str(out, value).expect(FULL);
}

pub(crate) fn number(out: &mut Vec<u8>, value: u64) {
    encode::write_uint(out, value).expect(FULL);
}

pub(crate) fn flag(out: &mut Vec<u8>, value: bool) {
    encode::write_bool(out, value).expect(FULL);
}

pub(crate) const fn number_len(value: u64) -> usize {
    match value {
        0..=0x7f => 1,
        0x80..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Writes the items first and their count afterwards: a list need not know its length.
pub(crate) fn list<T>(
    out: &mut Vec<u8>,
    values: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut Vec<u8>, T),
) {
    let start = out.len();
    let mut count = 0;
    for value in values {
        item(out, value);
        count += 1;
    }
    let mut header = Vec::with_capacity(5);
    encode::write_array_len(&mut header, count).expect(FULL);
    out.splice(start..start, header);
}
