//! One connection over a Unix socket.
//!
//! Whoever reads what was written makes the socket writable anew, and who waits for both directions is woken by it, to find nothing
//! to do. Where the two share one core that is two changes of process for each call, so there room is waited for only once a write
//! found none. Elsewhere it finds a core that is idle, and has it awake when the next call comes: see decision 0011.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::runtime::Handle;

use super::{is_hung_up, shut_read};
use crate::cores;
use crate::transport::link::Link;

/// A connection over a Unix socket. One task reads and writes it.
#[derive(Debug)]
pub struct UnixLink {
    /// `None` once the executor has refused it.
    stream: Option<AsyncFd<UnixStream>>,
    /// Who waits for it, wherever it is polled.
    executor: Handle,
    /// The peer waits for the core that this process has.
    shares_core: bool,
    room: Room,
    /// All that had come was read, and more is waited for.
    waits: bool,
}

/// Whether we hear of room in the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Unheard,
    Announced,
    /// It is announced, and the last write found none.
    Awaited,
}

impl Room {
    fn heard(is_announced: bool) -> Self {
        if is_announced { Self::Announced } else { Self::Unheard }
    }
}

impl UnixLink {
    /// Has `stream` watched by the runtime it is called in.
    ///
    /// # Errors
    /// The system's, if it cannot watch one more descriptor.
    ///
    /// # Panics
    /// Outside a tokio runtime with IO enabled.
    pub fn new(stream: tokio::net::UnixStream) -> io::Result<Self> {
        Self::of(stream.into_std()?, cores::is_alone())
    }

    fn of(stream: UnixStream, shares_core: bool) -> io::Result<Self> {
        let room = Room::heard(!shares_core);
        let stream = Some(watched(stream, room)?);
        Ok(Self { stream, executor: Handle::current(), shares_core, room, waits: false })
    }

    fn stream(&self) -> io::Result<&AsyncFd<UnixStream>> {
        self.stream.as_ref().ok_or_else(|| ErrorKind::NotConnected.into())
    }

    /// Has room announced from now on, or no longer.
    fn hear_of(&mut self, room: Room, cx: &Context<'_>) -> io::Result<()> {
        let Some(stream) = self.stream.take() else { return Ok(()) };
        let _entered = self.executor.enter();
        self.stream = Some(watched(stream.into_inner(), room)?);
        self.room = room;
        // Who waited for bytes was forgotten.
        cx.waker().wake_by_ref();
        Ok(())
    }

    fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        len: usize,
        write: impl Fn(&UnixStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        // Nearly always there is room, so whether there is is asked only where there was none.
        let is_awaited = self.room == Room::Awaited;
        let mut written =
            if is_awaited { Err(ErrorKind::WouldBlock.into()) } else { write(self.stream()?.get_ref()) };
        while is_refused(&written) {
            if self.room == Room::Unheard {
                self.hear_of(Room::Announced, cx)?;
            }
            self.room = Room::Awaited;
            let mut room = ready!(self.stream()?.poll_write_ready(cx))?;
            written = write(room.get_inner());
            if is_refused(&written) {
                room.clear_ready();
            }
        }
        if self.room != Room::Unheard {
            self.room = Room::Announced;
            if self.shares_core && written.as_ref().is_ok_and(|written| *written == len) {
                self.hear_of(Room::Unheard, cx)?;
            }
        }
        Poll::Ready(written)
    }
}

fn is_refused<T>(done: &io::Result<T>) -> bool {
    done.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

#[expect(
    deprecated,
    reason = "sound with a stream, which owns its descriptor; what replaces it is not safe to call"
)]
fn watched(stream: UnixStream, room: Room) -> io::Result<AsyncFd<UnixStream>> {
    let bytes = Interest::READABLE;
    AsyncFd::with_interest(stream, if room == Room::Unheard { bytes } else { bytes | Interest::WRITABLE })
}

impl Link for UnixLink {
    fn is_hung_up(&self) -> bool {
        self.stream.as_ref().is_none_or(is_hung_up)
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn shut_read(&self) -> bool {
        cfg!(target_os = "linux") && self.stream.as_ref().is_some_and(|stream| shut_read(stream).is_ok())
    }
}

impl AsyncRead for UnixLink {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.waits = false;
        let stream = self.stream()?;
        loop {
            let mut bytes = ready!(stream.poll_read_ready(cx))?;
            let room = buffer.initialize_unfilled();
            match bytes.get_inner().read(room) {
                refused if is_refused(&refused) => bytes.clear_ready(),
                Err(error) => return Poll::Ready(Err(error)),
                Ok(read) => {
                    let is_all = (1..room.len()).contains(&read);
                    buffer.advance(read);
                    if is_all {
                        // More is announced anew. So no read in vain is needed to learn it.
                        bytes.clear_ready();
                        self.waits = stream.poll_read_ready(cx).is_pending();
                    }
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

impl AsyncWrite for UnixLink {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_send(cx, bytes.len(), |mut stream| stream.write(bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let len = slices.iter().map(|slice| slice.len()).sum();
        self.poll_send(cx, len, |mut stream| stream.write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream()?.get_ref().shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests;
