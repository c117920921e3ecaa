//! R4 and R6: clients that take their time.

use std::time::Duration;

use integration::attacks::slowness::{Deaf, cut_off, senders};
use integration::dose::dose;

use crate::harm::Closed;
use crate::victim::Victim;

/// Ten seconds, and what a coarse clock may be early.
const PATIENCE: Duration = Duration::from_secs(9);

#[test]
fn slow_senders_are_cut_off_by_name_whether_they_have_subscribed_or_not() {
    let victim = Victim::new();
    let count = dose(60, 500);
    let times = senders(victim.socket(), count);
    println!("{count} slow senders were let go on: shortest {:.1?}, {times}", times.least());
    assert!(times.least() >= PATIENCE, "{times}");
    let harm = victim.harm("slow senders");
    assert_eq!(harm.closed, Closed { protocol: count, ..Closed::default() });
}

#[test]
fn clients_that_never_read_are_held_back_then_cut_off_as_slow() {
    let victim = Victim::new();
    let (count, before) = (dose(8, 20), victim.growth());
    let mut deaf = Deaf::connect_all(victim.socket(), count);
    let sent: usize = deaf.iter_mut().map(Deaf::call).sum();
    let times = cut_off(deaf);
    let grown = victim.growth() - before;
    println!("{count} clients that never read: {} KiB sent at once, +{grown} KiB", sent / 1024);
    println!("they were let go on: shortest {:.1?}, {times}", times.least());
    assert!(times.least() >= PATIENCE, "{times}");
    let harm = victim.harm("clients that never read");
    assert_eq!(harm.closed, Closed { slow: count, ..Closed::default() });
    assert!(harm.memory <= 8 * 1024 + 1024 * u64::from(count), "{harm:?}");
}
