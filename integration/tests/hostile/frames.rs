//! R1, R2, R3, R5 and R13: frames that are no frames, or lie about themselves.

use integration::attacks::{bombs, fragments, identifiers, lengths, spoiled};
use integration::dose::dose;

use crate::harm::Closed;
use crate::victim::Victim;

#[test]
fn spoiled_frames_are_answered_or_closed_and_never_obeyed_by_mistake() {
    let victim = Victim::new();
    for seed in 0..dose(2, 50) {
        spoiled::frames(victim.socket(), seed.into(), dose(1_000, 20_000));
    }
    let harm = victim.harm("spoiled frames");
    assert!(harm.memory <= 8 * 1024, "{harm:?}");
    assert_eq!((harm.closed.idle, harm.closed.slow), (0, 0), "{harm:?}");
    assert!(harm.closed.protocol > 0, "{harm:?}");
}

#[test]
fn a_length_that_lies_is_refused_by_name_and_nothing_is_set_aside_for_it() {
    let victim = Victim::new();
    let count = dose(120, 1_200);
    let answered = lengths::that_lie(victim.socket(), count);
    println!("{count} lengths that lie, answered: {answered}");
    let harm = victim.harm("lengths that lie");
    assert!(harm.memory <= 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed { protocol: count, ..Closed::default() });
}

#[test]
fn half_a_large_frame_costs_what_came_of_it() {
    let victim = Victim::new();
    let count = dose(100, 900);
    let before = victim.growth();
    let attackers = lengths::half_sent(victim.socket(), count);
    let each = (victim.growth() - before) / u64::from(count);
    println!("half-sent frames of 1 MiB: {each} KiB each");
    assert!((1..=64).contains(&each), "{each} KiB each");
    drop(attackers);
    // They left of their own accord.
    let harm = victim.harm("half-sent frames");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn bombs_of_depth_end_neither_the_server_nor_the_connection() {
    let victim = Victim::new();
    let (rounds, before) = (dose(1, 20), victim.process().processor_time());
    let bytes: usize = (0..rounds).map(|_| bombs::of_depth(victim.socket())).sum();
    let milliseconds = (victim.process().processor_time() - before) * 10;
    println!("{bytes} bytes of bombs took {milliseconds} ms of the processor, with the calls beside them");
    let harm = victim.harm("bombs of depth");
    assert!(harm.memory <= 64 * 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn a_request_cut_at_any_byte_is_answered_in_either_format() {
    let victim = Victim::new();
    fragments::of_requests(victim.socket());
    let harm = victim.harm("requests in pieces");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn every_id_comes_back_as_it_was_sent() {
    let victim = Victim::new();
    identifiers::all(victim.socket());
    let harm = victim.harm("hostile ids");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn requests_of_one_id_are_each_answered_and_to_cancel_one_harms_no_other_connection() {
    let victim = Victim::new();
    identifiers::repeated(victim.socket(), 2_000);
    let harm = victim.harm("one id for all");
    assert_eq!(harm.closed, Closed::default());
}
