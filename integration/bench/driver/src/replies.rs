//! Finds whole replies in what has arrived, reading their heads only. Knows both grammars and no connection.

use crate::dialect::Dialect;
use crate::frame::{Frame, Kind};
use anyhow::{bail, ensure};
use std::ops::Range;

/// Room for what one read may bring; more, once a reply is longer.
const ROOM: usize = 256 * 1024;

/// A longer reply is a mistake.
const MOST: usize = 16 * 1024 * 1024;

/// How replies are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// v2 frames, all of one type; any other is an error told in its payload.
    Frames(Kind),
    /// Redis: one line, one bulk string, or an array of them.
    Resp,
}

impl Grammar {
    /// How the replies to calls, or the items of a stream, are told apart.
    pub(crate) fn of(dialect: Dialect, frames: Kind) -> Self {
        match dialect {
            Dialect::Raw | Dialect::Json | Dialect::MessagePack => Self::Frames(frames),
            Dialect::RedisGet | Dialect::RedisEcho => Self::Resp,
        }
    }

    /// The length of the reply at the start of `bytes`, or nothing while it is not whole.
    fn first(self, bytes: &[u8]) -> anyhow::Result<Option<usize>> {
        match self {
            Self::Frames(kind) => match Frame::decode(bytes) {
                Some(frame) if frame.kind != kind as u8 => {
                    bail!("the server sent a frame of type {}: {}", frame.kind, excerpt(frame.payload))
                }
                frame => Ok(frame.map(|frame| frame.len())),
            },
            Self::Resp => first_resp(bytes),
        }
    }
}

/// What has arrived and is not yet counted.
pub(crate) struct Replies {
    grammar: Grammar,
    buffer: Vec<u8>,
    arrived: Range<usize>,
    last: Range<usize>,
}

impl Replies {
    pub(crate) fn new(grammar: Grammar) -> Self {
        Self { grammar, buffer: vec![0; ROOM], arrived: 0..0, last: 0..0 }
    }

    pub(crate) fn expect(&mut self, grammar: Grammar) {
        self.grammar = grammar;
    }

    /// Where the next read puts its bytes. Forgets the last reply.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        self.buffer.copy_within(self.arrived.clone(), 0);
        self.arrived = 0..self.arrived.len();
        self.last = 0..0;
        if self.arrived.end == self.buffer.len() {
            self.buffer.resize(2 * self.arrived.end, 0);
        }
        &mut self.buffer[self.arrived.end..]
    }

    /// Takes the `count` bytes a read put into the room, and counts the replies that are whole now.
    pub(crate) fn take(&mut self, count: usize) -> anyhow::Result<usize> {
        self.arrived.end += count;
        let mut replies = 0;
        while let Some(length) = self.grammar.first(&self.buffer[self.arrived.clone()])? {
            self.last = self.arrived.start..self.arrived.start + length;
            self.arrived.start = self.last.end;
            replies += 1;
        }
        ensure!(self.arrived.len() < MOST, "the server sent a reply longer than {MOST} bytes");
        Ok(replies)
    }

    /// The last reply counted; empty if the last read completed none.
    pub(crate) fn last(&self) -> &[u8] {
        &self.buffer[self.last.clone()]
    }
}

fn first_resp(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else { return Ok(None) };
    let digits = || {
        let digits = bytes[1..end].trim_ascii_end().iter();
        digits.fold(0, |number, digit| number * 10 + usize::from(digit.wrapping_sub(b'0')))
    };
    let length = match bytes[0] {
        b'+' | b':' => end + 1,
        b'$' => digits() + end + 3,
        b'*' => {
            let mut length = end + 1;
            for _ in 0..digits() {
                let Some(element) = first_resp(&bytes[length..])? else { return Ok(None) };
                length += element;
            }
            length
        }
        _ => bail!("Redis answered {}", excerpt(&bytes[..end])),
    };
    Ok((bytes.len() >= length).then_some(length))
}

/// Enough of an unexpected answer to see what went wrong; it goes to the terminal of whoever runs the benchmark.
fn excerpt(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{JSON, encode};

    fn count_in_pieces(grammar: Grammar, bytes: &[u8], piece: usize) -> usize {
        let mut replies = Replies::new(grammar);
        let count = |piece: &[u8]| {
            replies.room()[..piece.len()].copy_from_slice(piece);
            replies.take(piece.len()).unwrap()
        };
        bytes.chunks(piece).map(count).sum()
    }

    #[test]
    fn replies_cut_anywhere_are_counted_the_same() {
        let frames = encode(Kind::Response, JSON, b"{}").repeat(5);
        let bulks = b"+OK\r\n$3\r\nabc\r\n*2\r\n$2\r\nch\r\n:8\r\n$12\r\nabcdefghijkl\r\n";
        for piece in 1..=frames.len() {
            assert_eq!(count_in_pieces(Grammar::Frames(Kind::Response), &frames, piece), 5);
            assert_eq!(count_in_pieces(Grammar::Resp, bulks, piece), 4);
        }
    }

    #[test]
    fn a_frame_of_another_type_is_an_error_that_shows_its_payload() {
        let mut replies = Replies::new(Grammar::Frames(Kind::Response));
        let frame = encode(Kind::Request, JSON, b"TargetBusy");
        replies.room()[..frame.len()].copy_from_slice(&frame);
        assert!(replies.take(frame.len()).unwrap_err().to_string().contains("TargetBusy"));
    }

    #[test]
    fn the_last_reply_can_be_read_until_the_next_read() {
        let mut replies = Replies::new(Grammar::Resp);
        replies.room()[..8].copy_from_slice(b"+A\r\n+B\r\n");
        assert_eq!(replies.take(8).unwrap(), 2);
        assert_eq!(replies.last(), b"+B\r\n");
    }
}
