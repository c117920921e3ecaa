//! The bytes received and not yet understood: one growable buffer a connection, empty while it idles.
//!
//! Reads go into a buffer of the thread, so that a connection that waits owns none. Only what a read
//! left unfinished is kept.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::ReadBuf;

use crate::transport::link::Link;

/// Bytes asked for in one read.
const READ: usize = 64 * 1024;

thread_local! {
    static READING: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
}

#[derive(Default)]
pub(crate) struct Inbox {
    kept: Vec<u8>,
    start: usize,
    waits: bool,
}

impl Inbox {
    /// Whether all that came has been read: who read it is woken for what comes.
    pub(crate) fn waits(&self) -> bool {
        self.waits
    }

    /// Something may have come: who was woken says so.
    pub(crate) fn look_again(&mut self) {
        self.waits = false;
    }

    /// The bytes kept, which begin with a frame.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.kept[self.start..]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.kept.len()
    }

    /// Reads once, unless it waits, and shows `consume` all bytes there are; it says how many it used up.
    /// `Ready(Ok(0))` is the end of the stream.
    pub(crate) fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        link: &mut impl Link,
        consume: impl FnOnce(&[u8]) -> usize,
    ) -> Poll<io::Result<usize>> {
        if self.waits {
            return Poll::Pending;
        }
        let mut reading = READING.take().unwrap_or_else(|| vec![0; READ].into_boxed_slice());
        let mut buffer = ReadBuf::new(&mut reading);
        let polled = Pin::new(&mut *link).poll_read(cx, &mut buffer);
        let filled = buffer.filled().len();
        if matches!(polled, Poll::Ready(Ok(()))) {
            self.digest(&reading[..filled], consume);
        }
        READING.set(Some(reading));
        self.waits = polled.is_pending() || link.waits();
        ready!(polled)?;
        Poll::Ready(Ok(filled))
    }

    /// Shows `consume` the bytes kept, without reading more.
    pub(crate) fn retry(&mut self, consume: impl FnOnce(&[u8]) -> usize) {
        let used = consume(self.bytes());
        self.discard(used);
    }

    /// Forgets everything kept.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn digest(&mut self, read: &[u8], consume: impl FnOnce(&[u8]) -> usize) {
        if self.is_empty() {
            let used = consume(read);
            self.kept.extend_from_slice(&read[used..]);
        } else {
            self.kept.extend_from_slice(read);
            self.retry(consume);
        }
    }

    fn discard(&mut self, used: usize) {
        self.start += used;
        if self.is_empty() {
            self.clear();
        } else if self.start > self.kept.len() / 2 {
            self.kept.drain(..self.start);
            self.start = 0;
        }
    }
}
