//! The frame of a stream's item up to its payload. Kept from item to item, since only its number and its length change.

use super::{item, tail};
use crate::{Format, FrameType, frame, notation::Notation};

/// What the items of one stream begin with.
pub struct ItemHead {
    /// The header, of no length yet, and the envelope with the number of the last item.
    bytes: Vec<u8>,
    number_at: usize,
    sequence: u32,
    format: Format,
}

impl ItemHead {
    /// That of the stream `id`.
    #[must_use]
    pub fn new(format: Format, id: &str) -> Self {
        let format = format.written();
        let mut bytes = frame::header(0, FrameType::Stream, format).to_vec();
        let [before_id, before_number, _] = item(format);
        bytes.extend_from_slice(before_id);
        Notation::of(format).text(&mut bytes, id);
        bytes.extend_from_slice(before_number);
        let mut head = Self { number_at: bytes.len(), bytes, sequence: 0, format };
        head.number_anew();
        head
    }

    /// Appends the frame of the item `sequence`, which counts from 0, up to its payload: `payload_len` bytes and then [`tail`] complete
    /// it. Cheapest where `sequence` is that of the last item or the next.
    pub fn write(&mut self, out: &mut Vec<u8>, sequence: u32, payload_len: usize) {
        if sequence != self.sequence {
            self.number(sequence);
        }
        let start = out.len();
        out.extend_from_slice(&self.bytes);
        let envelope_len = self.bytes.len() - frame::HEADER_LEN + tail(self.format).len();
        frame::announce(out, start, envelope_len + payload_len);
    }

    fn number(&mut self, sequence: u32) {
        let is_next = sequence.checked_sub(1) == Some(self.sequence);
        self.sequence = sequence;
        let [.., after_number] = item(self.format);
        let last = self.bytes.len() - after_number.len() - 1;
        if is_next && Notation::of(self.format).is_below_carry(self.bytes[last]) {
            self.bytes[last] += 1;
        } else {
            self.number_anew();
        }
    }

    fn number_anew(&mut self) {
        let [.., after_number] = item(self.format);
        self.bytes.truncate(self.number_at);
        Notation::of(self.format).number(&mut self.bytes, self.sequence.into());
        self.bytes.extend_from_slice(after_number);
    }
}
