//! A turn of an actor: what it does between two looks at its mailbox, without giving its thread back.
//!
//! Who waits for what the turn brings takes part in it, and goes on in place when it ends: a connection writes its replies
//! and reads on. To wake it instead would cost a way through the executor, and often another core. A poll of a read, which is a task
//! beside its actor's, is such a stretch as well.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::actor::recent::recent;
use crate::actor::shared::ActorShared;
use crate::actor::timekeeper::Timekeeper;

pub(crate) mod readers;
pub(crate) mod stream;

use readers::Readers;

/// A turn ends before the next message once it has lasted this long: what it brought shall not wait for slow handlers.
const LONGEST_TURN: Duration = Duration::from_millis(1);

/// When an actor has had its thread long enough: after this much time or, for handlers that take none, these messages.
const LONGEST_POLL: Duration = Duration::from_micros(200);
const MOST_MESSAGES: u32 = 512;

/// With more parties than this, other threads shall help: they are woken.
const MOST_IN_PLACE: usize = 32;

/// Each thread numbers its turns from a start of its own.
const TURNS_OF_A_THREAD: u64 = 1 << 40;
static STARTS: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static LAST_NUMBER: Cell<u64> = Cell::new(STARTS.fetch_add(TURNS_OF_A_THREAD, Ordering::Relaxed));
    static TURN: Turn = const { Turn::none() };
    static READ: Cell<Option<u64>> = const { Cell::new(None) };
    static READERS: Arc<Readers> = Readers::of_this_thread();
}

/// Who waits for what a turn brings.
pub(crate) trait Party: Send + Sync {
    /// Goes on in place, on the thread of the turn, which ended `now`.
    fn go_on(self: Arc<Self>, now: Instant);

    /// Goes on when the executor comes to it.
    fn wake(self: Arc<Self>);
}

/// The parties of an actor's turn.
#[derive(Default)]
pub(crate) struct Parties(Mutex<Joined>);

/// Those who asked go on before those who listen: a broadcast to many is not to hold up the answer to one.
#[derive(Clone, Default)]
struct Joined {
    asking: Vec<Arc<dyn Party>>,
    listening: Vec<Arc<dyn Party>>,
}

impl Joined {
    fn is_empty(&self) -> bool {
        self.asking.is_empty() && self.listening.is_empty()
    }
}

impl Parties {
    /// The turn does not end, since a handler holds its thread: what it brought so far must not wait for it. They stay in the turn,
    /// for what it brings yet.
    pub(crate) fn wake(&self) {
        let parties = self.0.lock().clone();
        for party in parties.asking.into_iter().chain(parties.listening) {
            party.wake();
        }
    }
}

/// The turn this thread is in. What holds for one poll of one actor only is set anew at the next.
struct Turn {
    /// Whose it is, for as long as that is polled.
    actor: RefCell<Option<Arc<ActorShared>>>,
    number: Cell<Option<u64>>,
    /// When it is to end, once a message has started that somebody takes part for.
    until: Cell<Option<Instant>>,
    /// The same of the poll, which may have several turns.
    poll_until: Cell<Option<Instant>>,
    /// Messages handled in this poll.
    messages: Cell<u32>,
    /// Others are to have the thread.
    is_spent: Cell<bool>,
    has_parties: Cell<bool>,
    /// No test can pause its runtime's clock.
    has_real_clock: Cell<bool>,
    /// Room for the next parties.
    spare: Cell<Joined>,
}

impl Turn {
    const fn none() -> Self {
        Self {
            actor: RefCell::new(None),
            number: Cell::new(None),
            until: Cell::new(None),
            poll_until: Cell::new(None),
            messages: Cell::new(0),
            is_spent: Cell::new(false),
            has_parties: Cell::new(false),
            has_real_clock: Cell::new(false),
            spare: Cell::new(Joined { asking: Vec::new(), listening: Vec::new() }),
        }
    }

    /// One of the actor's, at the beginning of a poll. A handler that blocks on a runtime of its own may have that poll other actors: what
    /// its turn brought so far leaves, and it has none until it is polled again.
    fn begin(&self, actor: &mut Option<Arc<ActorShared>>, has_real_clock: bool) {
        if self.number.get().is_some() {
            self.end();
        }
        std::mem::swap(&mut *self.actor.borrow_mut(), actor);
        self.has_real_clock.set(has_real_clock);
        self.until.set(None);
        self.has_parties.set(false);
        self.poll_until.set(None);
        self.messages.set(0);
        self.is_spent.set(false);
        self.begin_next();
    }

    /// Parties of the turn before know by the number that they have to join again.
    fn begin_next(&self) {
        self.number.set(Some(next_number()));
    }

    /// Nearly always nobody takes part.
    fn end(&self) {
        self.until.set(None);
        if self.has_parties.replace(false) {
            self.end_with_parties();
        }
    }

    fn end_with_parties(&self) {
        let mut parties = match &*self.actor.borrow() {
            Some(actor) => std::mem::replace(&mut *actor.parties.0.lock(), self.spare.take()),
            None => return,
        };
        self.begin_next();
        let_go_on(&mut parties, !self.is_spent.get());
        self.spare.set(parties);
    }
}

/// Polls an actor's life, in turns.
pub(crate) async fn live(actor: Arc<ActorShared>, life: impl Future<Output = ()>) {
    let mut life = pin!(life);
    let has_real_clock = Timekeeper::here().has_real_clock;
    let mut resting = Some(actor);
    poll_fn(move |cx| {
        let _taken = Taken::take(&mut resting, has_real_clock);
        let polled = life.as_mut().poll(cx);
        end();
        polled
    })
    .await;
}

/// The turn is this thread's, until the poll is over or panics.
struct Taken<'t>(&'t mut Option<Arc<ActorShared>>);

impl<'t> Taken<'t> {
    fn take(actor: &'t mut Option<Arc<ActorShared>>, has_real_clock: bool) -> Self {
        TURN.with(|turn| turn.begin(actor, has_real_clock));
        stream::begin();
        Self(actor)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        TURN.with(|turn| {
            turn.number.set(None);
            std::mem::swap(&mut *turn.actor.borrow_mut(), self.0);
        });
    }
}

/// The number of the turn this thread is in, which no other turn has; `None` outside of any, and where the thread lets go of what it has.
pub(crate) fn number() -> Option<u64> {
    TURN.try_with(|turn| turn.number.get()).ok().flatten()
}

/// The number of the turn, or of the poll of a read, that this thread is in.
pub(crate) fn poll() -> Option<u64> {
    number().or(READ.get())
}

/// Whether this thread is in a turn in which the clock cannot be paused.
pub(crate) fn has_real_clock() -> bool {
    TURN.with(|turn| turn.number.get().is_some() && turn.has_real_clock.get())
}

/// One poll of a read, which belongs to no turn.
pub(crate) fn read<R>(poll: impl FnOnce() -> R) -> R {
    READ.set(Some(READERS.with(|readers| readers.begin())));
    stream::begin();
    let polled = poll();
    READ.set(None);
    readers::let_go_on();
    polled
}

/// Whether this thread is in a turn of `actor`, which looks at its mailbox when that ends.
pub(crate) fn is_of(actor: &Arc<ActorShared>) -> bool {
    TURN.with(|turn| turn.actor.borrow().as_ref().is_some_and(|current| Arc::ptr_eq(current, actor)))
}

/// One more message was handled. True: the actor gives its thread to others, and comes back.
pub(crate) fn handled() -> bool {
    TURN.with(|turn| {
        let messages = turn.messages.get() + 1;
        turn.messages.set(messages);
        turn.is_spent.set(turn.is_spent.get() || messages >= MOST_MESSAGES);
        turn.is_spent.get()
    })
}

/// Lets others have the thread, since a full mailbox is always ready. Cancel safe.
///
/// The executor's own way to yield keeps the task from other threads until this one is idle; a handler that blocks it
/// would hold the actor up with it.
pub(crate) async fn give_way() {
    let mut gave = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut gave, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A message starts for which somebody takes part: in a new turn, if this one has lasted long enough. It seems to have where the
/// clock's reading is renewed meanwhile, some hundred times a second.
pub(crate) fn message(now: Instant) {
    TURN.with(|turn| {
        if turn.number.get().is_none() {
            return;
        }
        if now > known(&turn.poll_until, || now + LONGEST_POLL) {
            turn.is_spent.set(true);
        }
        if now > known(&turn.until, || now + LONGEST_TURN) {
            turn.end();
            turn.until.set(Some(now + LONGEST_TURN));
        }
    });
}

/// What a cell has, and else gets.
fn known<T: Copy>(cell: &Cell<Option<T>>, first: impl FnOnce() -> T) -> T {
    cell.get().unwrap_or_else(|| {
        let value = first();
        cell.set(Some(value));
        value
    })
}

/// `party`, which asked for something, goes on when this thread's turn ends, or its poll of a read.
pub(crate) fn join(party: Arc<dyn Party>) {
    add(|parties| parties.asking.push(party));
}

/// `party`, which is told something, goes on then too, behind those who asked.
pub(crate) fn listen(party: Arc<dyn Party>) {
    add(|parties| parties.listening.push(party));
}

fn add(party: impl FnOnce(&mut Joined)) {
    TURN.with(|turn| match &*turn.actor.borrow() {
        Some(actor) => {
            turn.has_parties.set(true);
            party(&mut actor.parties.0.lock());
        }
        None => READERS.with(|readers| readers.add(party)),
    });
}

/// What was brought so far leaves, though more may come.
fn let_leave() {
    if number().is_some() {
        return end();
    }
    READ.set(Some(READERS.with(|readers| readers.begin())));
    readers::let_go_on();
}

/// Ends this thread's turn, and begins the next.
pub(crate) fn end() {
    TURN.with(Turn::end);
}

/// In place, unless they are too many or shall not.
fn let_go_on(parties: &mut Joined, in_place: bool) {
    let now = recent();
    let mut count = 0;
    for group in [&mut parties.asking, &mut parties.listening] {
        count += group.len();
        let in_place = in_place && count <= MOST_IN_PLACE;
        for party in group.drain(..) {
            if in_place {
                party.go_on(now);
            } else {
                party.wake();
            }
        }
    }
}

fn next_number() -> u64 {
    let number = LAST_NUMBER.get() + 1;
    LAST_NUMBER.set(number);
    number
}

#[cfg(test)]
mod tests;
