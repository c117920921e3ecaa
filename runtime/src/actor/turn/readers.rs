//! Who waits for what the reads that a thread polls bring.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::actor::turn::{self, Joined, Parties, READERS};

/// Those of all threads, for the watchdog.
static THREADS: Mutex<Vec<Weak<Readers>>> = Mutex::new(Vec::new());

/// The parties of the poll of a read that a thread is in.
#[derive(Default)]
pub(super) struct Readers {
    parties: Parties,
    /// The poll's number, and the one at the watchdog's last look.
    poll: AtomicU64,
    seen: AtomicU64,
}

impl Readers {
    pub(super) fn of_this_thread() -> Arc<Self> {
        let readers = Arc::new(Self::default());
        let mut threads = THREADS.lock();
        threads.retain(|thread| thread.strong_count() > 0);
        threads.push(Arc::downgrade(&readers));
        readers
    }

    /// The number of a poll that begins, or of what is left of it.
    pub(super) fn begin(&self) -> u64 {
        let number = turn::next_number();
        self.poll.store(number, Ordering::Relaxed);
        number
    }

    pub(super) fn add(&self, party: impl FnOnce(&mut Joined)) {
        party(&mut self.parties.0.lock());
    }

    /// The poll goes on since the last look: what it brought so far must not wait for it.
    pub(super) fn look(&self) {
        let poll = self.poll.load(Ordering::Relaxed);
        if self.seen.swap(poll, Ordering::Relaxed) == poll {
            self.parties.wake();
        }
    }
}

/// Those of this thread go on in place.
pub(super) fn let_go_on() {
    READERS.with(|readers| {
        let mut waiting = readers.parties.0.lock();
        if waiting.is_empty() {
            return;
        }
        let mut parties = std::mem::take(&mut *waiting);
        drop(waiting);
        turn::let_go_on(&mut parties, true);
        let mut room = readers.parties.0.lock();
        if room.is_empty() {
            *room = parties;
        }
    });
}

/// Wakes who waits for reads that hold their threads; called four times a second.
pub(crate) fn relieve() {
    let threads = THREADS.lock().clone();
    for readers in threads.iter().filter_map(Weak::upgrade) {
        readers.look();
    }
}
