//! Runs code of the user's (handlers, hooks, factories, destructors) so that a panic in it ends there.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `f` returns; `None` if it panicked.
pub(crate) fn caught<R>(f: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(f)).map_err(forget_payload).ok()
}

/// A panic's payload is the user's too, and its destructor may panic again.
fn forget_payload(payload: Box<dyn std::any::Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

#[cfg(test)]
mod tests {
    use super::caught;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    #[test]
    fn a_value_comes_back_and_a_panic_does_not() {
        assert_eq!(caught(|| 7), Some(7));
        assert_eq!(caught(|| panic!("on purpose")), None::<()>);
    }

    #[test]
    fn a_panic_whose_payload_panics_when_dropped_is_caught_too() {
        assert_eq!(caught(|| std::panic::panic_any(Bomb)), None::<()>);
    }
}
