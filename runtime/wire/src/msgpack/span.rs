//! The extent of one value, found without recursion. What passes here is as deep and as long as it says, has string
//! keys and no extension types, so a recursive decoder may follow.

use rmp::Marker;

use super::{
    Fault, Reader,
    reader::{EXTENSION, RESERVED},
};
use crate::limits::MAX_MESSAGEPACK_DEPTH;

/// Containers that are open at one moment: what each still expects, and which are maps.
struct Open {
    left: [usize; MAX_MESSAGEPACK_DEPTH],
    maps: u64,
    depth: usize,
}

const _: () = assert!(MAX_MESSAGEPACK_DEPTH <= u64::BITS as usize, "one bit a level tells maps from arrays");

impl Open {
    fn push(&mut self, expected: usize, is_map: bool) -> bool {
        if self.depth == MAX_MESSAGEPACK_DEPTH {
            return false;
        }
        self.left[self.depth] = expected;
        self.maps = self.maps & !(1 << self.depth) | u64::from(is_map) << self.depth;
        self.depth += 1;
        true
    }

    /// Whether the next value is a key: a map's elements are counted one by one, an even rest begins with a key.
    fn expects_key(&self) -> bool {
        self.maps >> (self.depth - 1) & 1 == 1 && self.left[self.depth - 1].is_multiple_of(2)
    }
}

impl<'a> Reader<'a> {
    /// Passes over one value and gives its bytes.
    pub(crate) fn span(&mut self) -> Result<&'a [u8], Fault> {
        let start = self.at;
        let marker = self.marker()?;
        if let Some(children) = self.leaf(marker, start)? {
            self.descend(children, start)?;
        }
        Ok(&self.bytes[start..self.at])
    }

    fn descend(&mut self, (count, is_map): (usize, bool), start: usize) -> Result<(), Fault> {
        let mut open = Open { left: [0; MAX_MESSAGEPACK_DEPTH], maps: 0, depth: 0 };
        let mut next = Some((count, is_map, start));
        loop {
            if let Some((count, is_map, at)) = next
                && !open.push(count, is_map)
            {
                return Err(Fault::new(
                    at,
                    format!("values nest deeper than {MAX_MESSAGEPACK_DEPTH} levels"),
                ));
            }
            while open.depth > 0 && open.left[open.depth - 1] == 0 {
                open.depth -= 1;
            }
            if open.depth == 0 {
                return Ok(());
            }
            let is_key = open.expects_key();
            open.left[open.depth - 1] -= 1;
            if is_key {
                self.key()?;
                next = None;
            } else {
                let at = self.at;
                let marker = self.marker()?;
                next = self.leaf(marker, at)?.map(|(count, is_map)| (count, is_map, at));
            }
        }
    }

    /// Passes over the value `marker` began at `at` if it has no children, and otherwise says how many follow, keys
    /// and values of a map alike, and whether it is a map.
    fn leaf(&mut self, marker: Marker, at: usize) -> Result<Option<(usize, bool)>, Fault> {
        let len = match marker {
            Marker::Null | Marker::True | Marker::False | Marker::FixPos(_) | Marker::FixNeg(_) => 0,
            Marker::U8 | Marker::I8 => 1,
            Marker::U16 | Marker::I16 => 2,
            Marker::U32 | Marker::I32 | Marker::F32 => 4,
            Marker::U64 | Marker::I64 | Marker::F64 => 8,
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                let len = self.text_len(marker)?.unwrap_or(0);
                self.text(len)?;
                0
            }
            Marker::Bin8 => self.length(1)?,
            Marker::Bin16 => self.length(2)?,
            Marker::Bin32 => self.length(4)?,
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => {
                return Ok(self.array_len(marker)?.map(|count| (count, false)));
            }
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => {
                return Ok(self.map_len(marker)?.map(|count| (count * 2, true)));
            }
            Marker::Reserved => return Err(Fault::new(at, RESERVED)),
            _ => return Err(Fault::new(at, EXTENSION)),
        };
        self.take(len)?;
        Ok(None)
    }
}
