//! Which handler of an actor holds a thread now, as the watchdog sees it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// Written by the actor's own task alone: two plain stores a message, no clock and no lock.
#[derive(Default)]
pub(crate) struct Held {
    /// A count of the calls so far, and in the low bits the handler's number plus one; zero: idle.
    state: AtomicU64,
    /// The state at the watchdog's last look.
    seen: AtomicU64,
    /// The state last reported.
    told: AtomicU64,
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

    /// The handler that was already in this same call at the last look; once a call.
    pub(crate) fn look(&self) -> Option<&'static str> {
        let state = self.state.load(Ordering::Relaxed);
        let lasts = self.seen.swap(state, Ordering::Relaxed) == state;
        let handler = usize::try_from((state & HANDLER_MASK).checked_sub(1)?).ok()?;
        if !lasts || self.told.swap(state, Ordering::Relaxed) == state {
            return None;
        }
        self.names.get()?.get(handler).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Number};

    fn held() -> Held {
        let held = Held::default();
        held.name(vec!["hook", "Ping"]);
        held
    }

    #[test]
    fn a_call_that_outlasts_a_look_is_named_once() {
        let held = held();
        let looks = held.during(Number::of(1), || [held.look(), held.look(), held.look()]);
        assert_eq!(looks, [None, Some("Ping"), None]);
        assert_eq!(held.look(), None);
    }

    #[test]
    fn two_short_calls_are_not_one_long_one() {
        let held = held();
        assert_eq!(held.during(Number::of(1), || held.look()), None);
        assert_eq!(held.during(Number::of(1), || held.look()), None);
    }

    #[test]
    fn a_hook_is_named_as_one() {
        let held = held();
        assert_eq!(held.during(Number::HOOK, || [held.look(), held.look()]), [None, Some("hook")]);
    }
}
