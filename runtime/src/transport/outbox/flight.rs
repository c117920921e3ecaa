//! What is being written: chunks that leave in one call, as far as the socket takes them.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

/// Chunks handed to the system in one call.
const SLICES: usize = 16;

/// A buffer larger than this is not kept for reuse.
const SPARE: usize = 256 * 1024;

pub(crate) struct Flight {
    chunks: VecDeque<Chunk>,
    /// Bytes of the first chunk that have left.
    begun: usize,
    spare: Option<Vec<u8>>,
    /// Bytes that have left in all. Written here alone.
    left: Arc<AtomicU64>,
}

pub(crate) enum Chunk {
    Own(Vec<u8>),
    /// Nothing is appended to it: it would be copied into a larger buffer.
    Whole(Vec<u8>),
    Shared(Arc<[u8]>),
}

impl Chunk {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) | Self::Whole(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

impl Flight {
    pub(crate) fn new(left: Arc<AtomicU64>) -> Self {
        Self { chunks: VecDeque::new(), begun: 0, spare: None, left }
    }

    /// Gives memory back while nothing is in it.
    pub(crate) fn shrink(&mut self) {
        if self.is_empty() {
            *self = Self::new(std::mem::take(&mut self.left));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(crate) fn add(&mut self, chunk: Chunk) {
        if !chunk.bytes().is_empty() {
            self.chunks.push_back(chunk);
        }
    }

    /// Appends to the last chunk, or to a new one in the buffer `spare`.
    pub(crate) fn append(&mut self, spare: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = match self.chunks.pop_back() {
            Some(Chunk::Own(bytes)) => bytes,
            shared => {
                self.chunks.extend(shared);
                std::mem::take(spare)
            }
        };
        write(&mut bytes);
        self.add(Chunk::Own(bytes));
    }

    /// Writes once; how many bytes left.
    pub(crate) fn poll_write(
        &mut self,
        cx: &mut Context<'_>,
        link: &mut (impl AsyncWrite + Unpin),
    ) -> Poll<io::Result<usize>> {
        let Some(first) = self.chunks.front() else { return Poll::Ready(Ok(0)) };
        let first = &first.bytes()[self.begun..];
        let polled = if self.chunks.len() == 1 {
            Pin::new(link).poll_write(cx, first)
        } else {
            let mut slices = [IoSlice::new(first); SLICES];
            let rest = self.chunks.iter().skip(1);
            let count = 1 + slices[1..]
                .iter_mut()
                .zip(rest)
                .map(|(slice, chunk)| *slice = IoSlice::new(chunk.bytes()))
                .count();
            Pin::new(link).poll_write_vectored(cx, &slices[..count])
        };
        if let Poll::Ready(Ok(written)) = polled {
            self.advance(written);
        }
        polled
    }

    /// A buffer that has been written whole, for reuse.
    pub(crate) fn take_spare(&mut self) -> Option<Vec<u8>> {
        self.spare.take()
    }

    fn advance(&mut self, mut written: usize) {
        self.left.store(self.left.load(Ordering::Relaxed) + written as u64, Ordering::Relaxed);
        while let Some(chunk) = self.chunks.front() {
            let left = chunk.bytes().len() - self.begun;
            if written < left {
                self.begun += written;
                return;
            }
            written -= left;
            self.begun = 0;
            if let Some(Chunk::Own(mut bytes)) = self.chunks.pop_front()
                && bytes.capacity() <= SPARE
            {
                bytes.clear();
                self.spare = Some(bytes);
            }
        }
    }
}
