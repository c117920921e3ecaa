//! How much may be in flight on one connection: less than a server takes, so that it always reads our
//! CANCEL. Who waits for room gets it in turn, a large request too.

use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

/// Requests in flight at once.
const MOST: u32 = 1_000;

/// Payload bytes in flight at once; a larger request goes alone.
const MOST_BYTES: u32 = 4 * 1024 * 1024;

/// Bytes are what is handed out; the smallest request takes one of [`MOST`] shares.
pub(super) struct Window {
    room: Semaphore,
}

impl Default for Window {
    fn default() -> Self {
        Self { room: Semaphore::new(MOST_BYTES as usize) }
    }
}

impl Window {
    /// What a request with this many bytes of payload takes.
    pub(super) fn cost(bytes: usize) -> u32 {
        u32::try_from(bytes).unwrap_or(u32::MAX).clamp(MOST_BYTES / MOST, MOST_BYTES)
    }

    /// Whether a request of this size goes alone, so that the server may read nothing beside it.
    pub(super) fn goes_alone(bytes: usize) -> bool {
        bytes > MOST_BYTES as usize
    }

    /// Room, if there is some right now.
    pub(super) fn try_enter(&self, cost: u32) -> Option<SemaphorePermit<'_>> {
        self.room.try_acquire_many(cost).ok()
    }

    /// Room, when it is this request's turn; an error once the connection is over.
    pub(super) async fn enter(&self, cost: u32) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.room.acquire_many(cost).await
    }

    /// A request that entered has ended.
    pub(super) fn leave(&self, cost: u32) {
        self.room.add_permits(cost as usize);
    }

    /// Nobody enters any more.
    pub(super) fn close(&self) {
        self.room.close();
    }
}
