//! The bounded queue in front of an actor. Many put in, one takes out, in the order of arrival.
//!
//! A message counts against the bound until its handler starts, also once the actor has taken it out
//! in a batch.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::actor::delivery::{self, Delivery};

pub(crate) const DEFAULT_CAPACITY: usize = 4_096;

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
    queue: Mutex<Queue>,
    /// Taken out by the actor and not started yet.
    in_hand: AtomicUsize,
    /// Senders that wait for room; spares the actor the signal when there are none.
    waiting: AtomicUsize,
    room: Notify,
}

struct Queue {
    deliveries: VecDeque<Delivery>,
    capacity: usize,
    open: bool,
    /// The actor waits for a message and nothing else.
    idle: bool,
    actor: Option<Waker>,
}

impl Mailbox {
    pub(crate) fn new() -> Self {
        let queue = Queue {
            deliveries: VecDeque::new(),
            capacity: DEFAULT_CAPACITY,
            open: true,
            idle: false,
            actor: None,
        };
        Self {
            queue: Mutex::new(queue),
            in_hand: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            room: Notify::new(),
        }
    }

    pub(crate) fn set_capacity(&self, capacity: usize) {
        self.queue.lock().capacity = capacity.max(1);
        self.room.notify_waiters();
    }

    pub(crate) fn len(&self) -> usize {
        self.occupied(&self.queue.lock())
    }

    fn occupied(&self, queue: &Queue) -> usize {
        queue.deliveries.len() + self.in_hand.load(Ordering::SeqCst)
    }

    /// Puts in without waiting, or gives back what was not taken.
    pub(crate) fn push(&self, delivery: Delivery) -> Result<Pickup, (Delivery, Refusal)> {
        let mut queue = self.queue.lock();
        if !queue.open {
            return Err((delivery, Refusal::Stopped));
        }
        if self.occupied(&queue) >= queue.capacity {
            return Err((delivery, Refusal::Full));
        }
        queue.deliveries.push_back(delivery);
        let pickup = if std::mem::take(&mut queue.idle) { Pickup::Prompt } else { Pickup::InTurn };
        let actor = queue.actor.take();
        drop(queue);
        if let Some(actor) = actor {
            actor.wake();
        }
        Ok(pickup)
    }

    /// Resolves once there is room, or the mailbox is closed. Those who wait longest come first. Cancel safe.
    pub(crate) async fn room(&self) {
        let _waiter = Waiter::new(&self.waiting);
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            if !self.is_full() {
                return;
            }
            room.await;
        }
    }

    fn is_full(&self) -> bool {
        let queue = self.queue.lock();
        queue.open && self.occupied(&queue) >= queue.capacity
    }

    /// Moves all that waits into `batch`, which must be empty; if nothing waits, [`watch`](Self::watch)es.
    /// False: the mailbox is closed, nothing more will come.
    pub(crate) fn take(&self, batch: &mut VecDeque<Delivery>, cx: &Context<'_>) -> bool {
        let mut queue = self.queue.lock();
        queue.idle = queue.deliveries.is_empty();
        if queue.idle {
            queue.actor = Some(cx.waker().clone());
        } else {
            std::mem::swap(&mut queue.deliveries, batch);
            self.in_hand.store(batch.len(), Ordering::SeqCst);
        }
        queue.open
    }

    /// Has the actor woken at the next message or [`wake`](Self::wake). It looks at what it waits for
    /// after this call, so a change between the two is seen by one or the other.
    pub(crate) fn watch(&self, cx: &Context<'_>) {
        self.queue.lock().actor = Some(cx.waker().clone());
    }

    /// Wakes the actor though no message came.
    pub(crate) fn wake(&self) {
        let actor = self.queue.lock().actor.take();
        if let Some(actor) = actor {
            actor.wake();
        }
    }

    /// The actor starts, or skips, one message of its batch, of which `left` remain.
    ///
    /// Sequentially consistent, as is the count of a waiter before it looks for room: either the waiter
    /// sees the free place or the actor sees the waiter.
    pub(crate) fn started(&self, left: usize) {
        self.in_hand.store(left, Ordering::SeqCst);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.room.notify_one();
        }
    }

    /// Takes no more; what is inside is still handed out.
    pub(crate) fn close(&self) {
        self.queue.lock().open = false;
        self.wake();
        self.room.notify_waiters();
    }

    pub(crate) fn is_open(&self) -> bool {
        self.queue.lock().open
    }

    /// Throws away what nobody will handle, the actor's batch apart; each request learns it from its port.
    pub(crate) fn clear(&self) {
        let left = std::mem::take(&mut self.queue.lock().deliveries);
        self.in_hand.store(0, Ordering::SeqCst);
        delivery::discard(left);
    }
}

struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
