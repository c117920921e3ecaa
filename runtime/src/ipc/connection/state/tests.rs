use std::time::Duration;

use acton_wire::Format;

use super::*;
use crate::ipc::inflight::{Arrival, Terms};

/// A state with so many requests of so many bytes in all, and so much queued.
fn state(requests: usize, bytes: usize, queued: usize) -> State {
    let mut state = State::default();
    for number in 0..requests {
        let terms =
            Terms { format: Format::Json, kind: Kind::Call, timeout: Duration::from_secs(30), credit: None };
        let size = if number == 0 { bytes } else { 0 };
        state.inflight.open(&Arrival { id: "r", terms, size, now: Instant::now() });
    }
    state.outbox.append(|out| out.resize(queued, 0));
    state
}

#[test]
fn a_window_is_open_just_below_each_bound_and_closed_at_it() {
    let limits =
        Limits { requests_in_flight: 3, bytes_in_flight: 100, queued_output: 1_000, ..Limits::default() };
    assert!(state(2, 99, 999).window_is_open(&limits));
    for at_a_bound in [state(3, 99, 999), state(2, 100, 999), state(2, 99, 1_000)] {
        assert!(!at_a_bound.window_is_open(&limits));
    }
}

/// The monitor's case saw an answer whose error was counted only later.
#[test]
fn an_error_is_counted_by_when_its_answer_is_queued_and_once() {
    let counters = Counters::default();
    let mut state = state(1, 0, 0);
    let slot = state.inflight.open_slots(|_| true)[0];
    state.end(slot, &counters);
    assert!(state.outbox.queued() > 0);
    assert_eq!(counters.read().errors, 1);
    state.fail(slot, &Failure::new(ErrorCode::Timeout, ""), &counters);
    state.end(slot, &counters);
    assert_eq!(counters.read().errors, 1);
}
