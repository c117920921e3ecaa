//! Whether the other end is gone, asked without reading. Knows `poll` and `shutdown`.

use std::io;
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::Shutdown;

/// Whether the peer has closed both ways, or the connection broke. A peer that only stopped sending is still
/// there.
///
/// Never waits and takes nothing from the stream: bytes sent before the end can still be read.
#[must_use]
pub fn is_hung_up(stream: impl AsFd) -> bool {
    let mut asked = [PollFd::new(&stream, PollFlags::empty())];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    // An error is a signal's doing, or memory's: the next tick asks again.
    poll(&mut asked, Some(&at_once)).is_ok() && asked[0].revents().intersects(PollFlags::HUP | PollFlags::ERR)
}

/// Shuts the receiving side: on Linux the peer's next write fails, and what had already arrived can still be
/// read.
pub fn shut_read(stream: impl AsFd) -> io::Result<()> {
    Ok(rustix::net::shutdown(stream, Shutdown::Read)?)
}

#[cfg(test)]
mod tests;
