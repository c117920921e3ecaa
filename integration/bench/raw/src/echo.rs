//! What the limit answers, as bytes: knows the v2 frame header and the eight bytes the driver puts before its filler.

use anyhow::{Context as _, ensure};

const HEADER: usize = 7;
const RESPONSE: u8 = 2;
const STREAM: u8 = 9;

/// A stream goes out in blocks of about this many bytes, each written by one call.
const BLOCK: usize = 128 * 1024;

/// One connection's echo. A request's payload starts with two big-endian `u32`: the bytes each reply echoes, and how many
/// stream items to send (0: one response instead). A stream ends with one frame more than its items.
#[derive(Default)]
pub(crate) struct Echo {
    /// The beginning of a request whose end has not arrived.
    begun: Vec<u8>,
    replies: Vec<u8>,
    block: Vec<u8>,
    frame: usize,
    items_left: usize,
    given: bool,
}

impl Echo {
    /// Answers the requests that are whole once `input` has arrived.
    pub(crate) fn take(&mut self, input: &[u8]) -> anyhow::Result<()> {
        self.replies.clear();
        self.given = false;
        if self.begun.is_empty() {
            let used = self.answer(input)?;
            self.begun.extend_from_slice(&input[used..]);
        } else {
            let mut begun = std::mem::take(&mut self.begun);
            begun.extend_from_slice(input);
            let used = self.answer(&begun)?;
            begun.drain(..used);
            self.begun = begun;
        }
        Ok(())
    }

    /// Answers the whole requests at the start of `input` and says how many bytes they were.
    fn answer(&mut self, input: &[u8]) -> anyhow::Result<usize> {
        let mut used = 0;
        while let Some((header, rest)) = input[used..].split_at_checked(HEADER) {
            let Some(payload) = rest.get(..number(header)?) else { break };
            let reply = number(payload)?;
            let echoed = payload.get(..reply).context("a reply is asked that is longer than its request")?;
            match number(payload.get(4..).unwrap_or_default())? {
                0 => push_frame(&mut self.replies, RESPONSE, header[6], echoed),
                items => {
                    ensure!(self.items_left == 0, "a second stream is asked while one runs");
                    self.begin_stream(header[6], echoed, items);
                }
            }
            used += HEADER + payload.len();
        }
        Ok(used)
    }

    /// The next bytes to write, until there are none.
    pub(crate) fn give(&mut self) -> Option<&[u8]> {
        if !std::mem::replace(&mut self.given, true) && !self.replies.is_empty() {
            return Some(&self.replies);
        }
        if self.items_left == 0 {
            return None;
        }
        let frames = self.items_left.min(self.block.len() / self.frame);
        self.items_left -= frames;
        Some(&self.block[..frames * self.frame])
    }

    fn begin_stream(&mut self, format: u8, echoed: &[u8], items: usize) {
        self.block.clear();
        self.frame = HEADER + echoed.len();
        self.items_left = items + 1;
        for _ in 0..self.items_left.min(BLOCK / self.frame) {
            push_frame(&mut self.block, STREAM, format, echoed);
        }
    }
}

fn number(bytes: &[u8]) -> anyhow::Result<usize> {
    let bytes = bytes.first_chunk().context("a request is too short to say what it asks")?;
    Ok(u32::from_be_bytes(*bytes) as usize)
}

fn push_frame(output: &mut Vec<u8>, kind: u8, format: u8, payload: &[u8]) {
    let length =
        u32::try_from(payload.len()).expect("a reply is no longer than its request, whose length was a u32");
    output.extend_from_slice(&length.to_be_bytes());
    output.extend_from_slice(&[2, kind, format]);
    output.extend_from_slice(payload);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(reply: u32, items: u32) -> Vec<u8> {
        let payload = [&reply.to_be_bytes(), &items.to_be_bytes(), [b'.'; 20].as_slice()].concat();
        let mut frame = Vec::new();
        push_frame(&mut frame, 1, 1, &payload);
        frame
    }

    #[test]
    fn each_whole_request_is_echoed_to_the_asked_size_and_a_half_one_waits_for_its_end() {
        let mut echo = Echo::default();
        let input = [request(10, 0), request(12, 0), request(10, 0)[..9].to_vec()].concat();
        echo.take(&input).unwrap();
        assert_eq!(echo.give().unwrap().len(), HEADER + 10 + HEADER + 12);
        assert_eq!(echo.give(), None);
        echo.take(&request(10, 0)[9..]).unwrap();
        assert_eq!(echo.give().unwrap().len(), HEADER + 10);
    }

    #[test]
    fn a_stream_has_its_items_and_one_frame_more() {
        let mut echo = Echo::default();
        echo.take(&request(10, 50_000)).unwrap();
        let mut bytes = 0;
        while let Some(block) = echo.give() {
            bytes += block.len();
        }
        assert_eq!(bytes, 50_001 * (HEADER + 10));
    }
}
