//! Which handler of an actor holds a thread now, as the watchdog sees it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

const HANDLER_BITS: u32 = 16;
const HANDLER_MASK: u64 = (1 << HANDLER_BITS) - 1;

/// The number of a handler in the list of names; hooks share the first.
#[derive(Clone, Copy)]
pub(crate) struct Number(u64);

impl Number {
    pub(crate) const HOOK: Self = Self(0);

    pub(crate) fn of(index: usize) -> Self {
        // Beyond 65,534 handlers the last name stands for the rest.
        Self((index as u64).min(HANDLER_MASK - 1))
    }
}

/// What the watchdog sees at a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// No call, and none since the last look.
    Idle,
    /// A call since the last look.
    Active,
    /// Still in the call of the last look, for so many looks now.
    Held { looks: u32, message: &'static str },
}

/// Written by the actor's own task alone: two plain stores a message, no clock and no lock.
#[derive(Default)]
pub(crate) struct Held {
    /// A count of the calls so far, and in the low bits the handler's number plus one; zero: idle.
    state: AtomicU64,
    /// The state at the watchdog's last look.
    seen: AtomicU64,
    /// How many looks before that one found the same call.
    looks: AtomicU32,
    names: OnceLock<Vec<&'static str>>,
}

impl Held {
    pub(crate) fn name(&self, names: Vec<&'static str>) {
        let _ = self.names.set(names);
    }

    /// Runs a call into the user's code, which must not panic.
    pub(crate) fn during<R>(&self, handler: Number, call: impl FnOnce() -> R) -> R {
        let count = (self.state.load(Ordering::Relaxed) & !HANDLER_MASK).wrapping_add(1 << HANDLER_BITS);
        self.state.store(count | (handler.0 + 1), Ordering::Relaxed);
        let result = call();
        self.state.store(count, Ordering::Relaxed);
        result
    }

    /// Looks, for the watchdog alone.
    pub(crate) fn look(&self) -> Look {
        let state = self.state.load(Ordering::Relaxed);
        if self.seen.swap(state, Ordering::Relaxed) != state {
            self.looks.store(0, Ordering::Relaxed);
            return Look::Active;
        }
        let Some(message) = self.name_in(state) else { return Look::Idle };
        Look::Held { looks: self.looks.fetch_add(1, Ordering::Relaxed) + 1, message }
    }

    /// The message of the call in this state.
    fn name_in(&self, state: u64) -> Option<&'static str> {
        let handler = usize::try_from((state & HANDLER_MASK).checked_sub(1)?).ok()?;
        self.names.get()?.get(handler).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Look, Number};

    fn held() -> Held {
        let held = Held::default();
        held.name(vec!["hook", "Ping"]);
        held
    }

    #[test]
    fn a_call_that_outlasts_looks_is_held_for_as_many() {
        let held = held();
        let looks = held.during(Number::of(1), || [held.look(), held.look(), held.look()]);
        let in_it = |looks| Look::Held { looks, message: "Ping" };
        assert_eq!(looks, [Look::Active, in_it(1), in_it(2)]);
        assert_eq!([held.look(), held.look()], [Look::Active, Look::Idle]);
    }

    #[test]
    fn two_short_calls_are_not_one_long_one() {
        let held = held();
        for _ in 0..2 {
            assert_eq!(held.during(Number::of(1), || held.look()), Look::Active);
        }
    }

    #[test]
    fn a_hook_is_named_as_one() {
        let held = held();
        let looks = held.during(Number::HOOK, || [held.look(), held.look()]);
        assert_eq!(looks[1], Look::Held { looks: 1, message: "hook" });
    }
}
