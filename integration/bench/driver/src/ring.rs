//! Requests made in advance, handed out in turn, so that the driver spends nothing on building them while it measures.

use crate::dialect::Dialect;

/// Different requests in a ring: as many as may be in flight, so that ids in flight differ.
const SLOTS: usize = 64;

/// Requests in turn, any number up to the ring's size as one run of bytes.
pub(crate) struct Ring {
    /// The slots twice over: a run that starts in the first half never wraps.
    bytes: Vec<u8>,
    size: usize,
    next: usize,
}

impl Ring {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let bytes = (0..SLOTS).flat_map(|slot| dialect.call(slot)).collect::<Vec<_>>().repeat(2);
        Self { size: bytes.len() / (2 * SLOTS), bytes, next: 0 }
    }

    /// The next `count` requests, at most 64.
    pub(crate) fn next(&mut self, count: usize) -> &[u8] {
        let from = self.next;
        self.next = (from + count) % SLOTS;
        &self.bytes[from * self.size..(from + count) * self.size]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_come_in_turn_across_the_seam() {
        let mut ring = Ring::new(Dialect::Json);
        ring.next(60);
        let expected: Vec<u8> =
            [60, 61, 62, 63, 0, 1].into_iter().flat_map(|slot| Dialect::Json.call(slot)).collect();
        assert_eq!(ring.next(6), expected);
    }
}
