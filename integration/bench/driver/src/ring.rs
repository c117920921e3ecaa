//! Requests made in advance, handed out in turn, so that the driver spends nothing on building them while it measures.

use crate::dialect::Dialect;

/// Different requests in a ring: as many as may be in flight, so that ids in flight differ.
const SLOTS: usize = 64;

/// Requests in turn, any number up to the ring's size as one run of bytes.
pub(crate) struct Ring {
    /// The slots twice over: a run that starts in the first half never wraps.
    bytes: Vec<u8>,
    /// Where each begins, and where the last one ends.
    begins: Vec<usize>,
    slots: usize,
    next: usize,
}

impl Ring {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self::of(&(0..SLOTS).map(|slot| dialect.call(slot)).collect::<Vec<_>>())
    }

    pub(crate) fn of(requests: &[Vec<u8>]) -> Self {
        let mut begins = vec![0];
        let mut end = 0;
        for request in requests.iter().chain(requests) {
            end += request.len();
            begins.push(end);
        }
        Self { bytes: requests.concat().repeat(2), begins, slots: requests.len(), next: 0 }
    }

    /// The next `count` requests, at most as many as there are.
    pub(crate) fn next(&mut self, count: usize) -> &[u8] {
        let from = self.next;
        self.next = (from + count) % self.slots;
        &self.bytes[self.begins[from]..self.begins[from + count]]
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
