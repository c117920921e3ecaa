//! The bounded queue in front of an actor. Many put in, one takes out, in the order of arrival.
//!
//! A message counts against the bound until its handler starts, also once the actor has taken it out
//! in a batch.

use std::sync::OnceLock;
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::timeout;

use crate::actor::lanes::{Deposit, Lanes};
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard, Notify};

pub(crate) const DEFAULT_CAPACITY: usize = 4_096;

/// When a sender that waits for room looks again without having been told of any; each time after twice as long.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Senders are told of so many places at once, since to wake one for a single place costs more than a message; of each by
/// itself when no more than these are left in the batch, and of all when the actor pauses.
const FEW: usize = 64;

/// When a message that was taken is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pickup {
    /// At once: the actor had nothing to do and has been woken.
    Prompt,
    /// When the actor gets to it.
    InTurn,
}

/// Why a mailbox took nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Full,
    Stopped,
}

pub(crate) struct Mailbox {
    queue: Apart<Mutex<Queue>>,
    pace: Apart<Pace>,
    /// The actor's task, which is one and the same from its first look on.
    actor: OnceLock<Waker>,
    room: Notify,
}

/// On cache lines of its own: what the actor notes for each message shall not cost its senders theirs.
#[repr(align(128))]
struct Apart<T>(T);

struct Pace {
    /// Taken out by the actor and not started yet.
    in_hand: AtomicUsize,
    /// Places that became free and that no sender was told of. The actor's alone.
    untold: AtomicUsize,
    /// Senders that wait for room; spares the actor the signal when there are none.
    waiting: AtomicUsize,
}

struct Queue {
    lanes: Lanes,
    capacity: usize,
    /// At least as many as are in hand.
    taken: usize,
    open: bool,
    /// The actor waits for a message and nothing else.
    idle: bool,
    /// The actor is to be woken.
    asleep: bool,
}

impl Mailbox {
    pub(crate) fn new() -> Self {
        let queue = Queue {
            lanes: Lanes::default(),
            capacity: DEFAULT_CAPACITY,
            taken: 0,
            open: true,
            idle: false,
            asleep: false,
        };
        let pace =
            Pace { in_hand: AtomicUsize::new(0), untold: AtomicUsize::new(0), waiting: AtomicUsize::new(0) };
        Self {
            queue: Apart(Mutex::new(queue)),
            pace: Apart(pace),
            actor: OnceLock::new(),
            room: Notify::new(),
        }
    }

    pub(crate) fn set_capacity(&self, capacity: usize) {
        self.queue.0.lock().capacity = capacity.max(1);
        self.room.notify_waiters();
    }

    pub(crate) fn len(&self) -> usize {
        self.occupied(&self.queue.0.lock())
    }

    fn occupied(&self, queue: &Queue) -> usize {
        queue.lanes.len() + self.pace.0.in_hand.load(Ordering::Acquire)
    }

    /// Puts in without waiting, or gives back what was not taken.
    pub(crate) fn push<D: Deposit>(&self, deposit: D) -> Result<Pickup, (D, Refusal)> {
        let mut queue = self.queue.0.lock();
        if !queue.open {
            return Err((deposit, Refusal::Stopped));
        }
        // The actor's own count is looked at only where it matters: reading it costs the actor its cache line.
        if queue.lanes.len() + queue.taken >= queue.capacity {
            queue.taken = self.pace.0.in_hand.load(Ordering::Acquire);
            if queue.lanes.len() + queue.taken >= queue.capacity {
                return Err((deposit, Refusal::Full));
            }
        }
        deposit.put_into(&mut queue.lanes);
        let pickup = if std::mem::take(&mut queue.idle) { Pickup::Prompt } else { Pickup::InTurn };
        self.rouse(queue);
        Ok(pickup)
    }

    /// Resolves once there is room, or the mailbox is closed. Those who wait longest come first. Cancel safe.
    pub(crate) async fn room(&self) {
        let _waiter = Waiter::new(&self.pace.0.waiting);
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            let mut pause = LOOK_AGAIN;
            loop {
                if !self.is_full() {
                    return;
                }
                if timeout(pause, room.as_mut()).await.is_ok() {
                    break;
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    fn is_full(&self) -> bool {
        let queue = self.queue.0.lock();
        queue.open && self.occupied(&queue) >= queue.capacity
    }

    /// Moves all that waits into `batch`, which must be empty; if nothing waits, [`watch`](Self::watch)es.
    /// False: the mailbox is closed, nothing more will come.
    pub(crate) fn take(&self, batch: &mut Lanes, cx: &Context<'_>) -> bool {
        let mut queue = self.queue.0.lock();
        queue.idle = queue.lanes.is_empty();
        if queue.idle {
            self.fall_asleep(&mut queue, cx);
        } else {
            std::mem::swap(&mut queue.lanes, batch);
            queue.taken = batch.len();
            self.pace.0.in_hand.store(batch.len(), Ordering::Release);
        }
        queue.open
    }

    /// Has the actor woken at the next message or [`wake`](Self::wake). It looks at what it waits for
    /// after this call, so a change between the two is seen by one or the other.
    pub(crate) fn watch(&self, cx: &Context<'_>) {
        self.fall_asleep(&mut self.queue.0.lock(), cx);
    }

    fn fall_asleep(&self, queue: &mut Queue, cx: &Context<'_>) {
        let actor = self.actor.get_or_init(|| cx.waker().clone());
        debug_assert!(actor.will_wake(cx.waker()), "an actor is one task");
        queue.asleep = true;
    }

    /// Wakes the actor though no message came.
    pub(crate) fn wake(&self) {
        self.rouse(self.queue.0.lock());
    }

    /// Wakes the actor if it sleeps, once others have the queue again.
    fn rouse(&self, mut queue: MutexGuard<'_, Queue>) {
        let was_asleep = std::mem::take(&mut queue.asleep);
        drop(queue);
        if was_asleep && let Some(actor) = self.actor.get() {
            actor.wake_by_ref();
        }
    }

    /// The actor starts, or skips, one message of its batch, of which `left` remain.
    pub(crate) fn started(&self, left: usize) {
        let Pace { in_hand, untold, .. } = &self.pace.0;
        in_hand.store(left, Ordering::Release);
        let free = untold.load(Ordering::Relaxed) + 1;
        untold.store(free, Ordering::Relaxed);
        if left <= FEW || free >= FEW {
            self.pause();
        }
    }

    /// The actor does something else now, or nothing: senders that wait are told of the places that became free.
    ///
    /// A waiter that just comes may be overlooked here while it overlooks a free place: to rule that out would cost every
    /// message a fence. So a waiter looks again.
    pub(crate) fn pause(&self) {
        let Pace { untold, waiting, .. } = &self.pace.0;
        let free = untold.load(Ordering::Relaxed);
        untold.store(0, Ordering::Relaxed);
        for _ in 0..free.min(waiting.load(Ordering::Relaxed)) {
            self.room.notify_one();
        }
    }

    /// Takes no more; what is inside is still handed out.
    pub(crate) fn close(&self) {
        self.queue.0.lock().open = false;
        self.wake();
        self.room.notify_waiters();
    }

    pub(crate) fn is_open(&self) -> bool {
        self.queue.0.lock().open
    }

    /// Throws away what nobody will handle, the actor's batch apart; each request learns it from its port.
    pub(crate) fn clear(&self) {
        let left = std::mem::take(&mut self.queue.0.lock().lanes);
        self.pace.0.in_hand.store(0, Ordering::Release);
        drop(left);
    }
}

struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
