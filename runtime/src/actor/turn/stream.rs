//! The items of streams: how many leave together, and when those who send them have had their thread long enough.

use std::cell::Cell;

use tokio::time::Instant;

use crate::actor::scope::Scope;
use crate::actor::turn::{self, LONGEST_POLL};

/// Items that leave together, if as many are there. Fewer take more writes, each of which may wake the peer.
pub(super) const TOGETHER: u32 = 1_024;

/// In one poll.
const MOST: u32 = 2 * TOGETHER;

/// Items between two looks at the clock.
pub(super) const A_LOOK: u32 = 16;

thread_local! {
    static SENT: Cell<Sent> = const { Cell::new(Sent { items: 0, until: None }) };
}

/// What was sent in this thread's poll.
#[derive(Clone, Copy)]
struct Sent {
    items: u32,
    until: Option<Instant>,
}

/// What is to be done once an item was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    GoOn,
    /// Others are to have the thread.
    GiveWay,
    /// What the executor says: the item is from a task that is not the runtime's.
    Ask,
}

/// A poll begins.
pub(super) fn begin() {
    SENT.set(Sent { items: 0, until: None });
}

/// One more item was sent.
pub(crate) fn sent() -> Then {
    sent_by(Instant::now)
}

pub(super) fn sent_by(clock: impl FnOnce() -> Instant) -> Then {
    if turn::poll().is_none() {
        return Then::Ask;
    }
    let Sent { items, mut until } = SENT.get();
    let items = items + 1;
    let mut is_spent = items >= MOST;
    // A few that take long are noticed, too.
    if items.is_multiple_of(A_LOOK) || items.is_power_of_two() {
        let now = clock();
        is_spent |= now > *until.get_or_insert_with(|| now + LONGEST_POLL);
    }
    SENT.set(Sent { items, until });
    if is_spent {
        return Then::GiveWay;
    }
    if items == TOGETHER {
        // What others do meanwhile is not what the handler serves.
        Scope::none().enter(turn::let_leave);
    }
    Then::GoOn
}
