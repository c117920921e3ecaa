//! What a listener has seen so far.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A listener's counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IpcStats {
    /// Connections open now.
    pub active_connections: usize,
    /// Connections accepted so far, refused ones excepted.
    pub connections_accepted: u64,
    /// Connections refused: too many, or not let in.
    pub connections_refused: u64,
    /// Frames received and acted on.
    pub messages_processed: u64,
    /// Errors answered, of every code.
    pub errors: u64,
    /// Pushes queued to subscribers.
    pub pushes_sent: u64,
    /// Pushes dropped because a subscriber read too slowly; it sees the gap.
    pub pushes_dropped: u64,
    /// Connections closed because they idled.
    pub closed_idle: u64,
    /// Connections closed because the peer took no bytes, or too few.
    pub closed_slow: u64,
    /// Connections closed because their bytes were no frames, or a frame took too long.
    pub closed_protocol: u64,
}

impl fmt::Display for IpcStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "connections {} (accepted {}, refused {}), messages {}, errors {}, pushes {} (dropped {}), \
             closed: idle {}, slow {}, protocol {}",
            self.active_connections,
            self.connections_accepted,
            self.connections_refused,
            self.messages_processed,
            self.errors,
            self.pushes_sent,
            self.pushes_dropped,
            self.closed_idle,
            self.closed_slow,
            self.closed_protocol,
        )
    }
}

/// The counters themselves.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) active: AtomicUsize,
    pub(crate) accepted: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) messages: AtomicU64,
    pub(crate) errors: AtomicU64,
    pub(crate) pushes: AtomicU64,
    pub(crate) pushes_dropped: AtomicU64,
    pub(crate) closed_idle: AtomicU64,
    pub(crate) closed_slow: AtomicU64,
    pub(crate) closed_protocol: AtomicU64,
}

impl Counters {
    pub(crate) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> IpcStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        IpcStats {
            active_connections: self.active.load(Ordering::Relaxed),
            connections_accepted: read(&self.accepted),
            connections_refused: read(&self.refused),
            messages_processed: read(&self.messages),
            errors: read(&self.errors),
            pushes_sent: read(&self.pushes),
            pushes_dropped: read(&self.pushes_dropped),
            closed_idle: read(&self.closed_idle),
            closed_slow: read(&self.closed_slow),
            closed_protocol: read(&self.closed_protocol),
        }
    }
}
