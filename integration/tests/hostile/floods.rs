//! R7 and R9: more of everything than anybody needs.

use integration::attacks::floods;
use integration::dose::dose;

use crate::harm::Closed;
use crate::victim::Victim;

#[test]
fn a_flood_of_requests_is_answered_one_by_one_in_bounded_memory() {
    let victim = Victim::new();
    floods::of_requests(victim.socket(), dose(30_000, 1_000_000));
    let harm = victim.harm("a flood of requests, then a half-close");
    assert!(harm.memory <= 32 * 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn a_flood_of_names_meets_the_quota_and_leaves_the_connection_usable() {
    let victim = Victim::new();
    floods::of_names(victim.socket(), dose(2_000, 100_000));
    let harm = victim.harm("a flood of names");
    assert!(harm.memory <= 8 * 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn floods_of_heartbeats_and_discoveries_are_answered_in_bounded_memory() {
    let victim = Victim::new();
    floods::of_heartbeats(victim.socket(), dose(5_000, 200_000));
    floods::of_discoveries(victim.socket(), dose(500, 20_000));
    let harm = victim.harm("floods of heartbeats and discoveries");
    assert!(harm.memory <= 8 * 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed::default());
}
