//! R14: streams that nobody reads to their end.

use std::time::Duration;

use integration::attacks::streams;
use integration::connection::Connection;
use integration::dose::dose;

use crate::harm::Closed;
use crate::victim::Victim;

/// Long enough for a producer to be seen at work: thirty hundredths of a second.
const LOOK: Duration = Duration::from_millis(300);

#[test]
fn abandoned_streams_run_for_nobody() {
    let mut victim = Victim::new();
    streams::abandoned(victim.socket(), dose(90, 3_000));
    victim.dismiss_witness();
    // Four thousand million items take hours: a server that does nothing for a while makes none.
    let idle = Connection::connect(victim.socket());
    let looks = (0..100).find(|_| {
        let before = victim.process().processor_time();
        assert!(!idle.is_closed_within(LOOK), "nobody closes it");
        victim.process().processor_time() - before <= 1
    });
    println!("abandoned streams: nothing was done any more after {looks:?} looks of {LOOK:?}");
    assert!(looks.is_some(), "somebody still counts down");
    drop(idle);
    let harm = victim.harm("abandoned streams");
    assert!(harm.memory <= 8 * 1024, "{harm:?}");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn unread_streams_wait_for_their_readers_and_other_calls_on_the_connection_do_not() {
    let victim = Victim::new();
    let before = victim.growth();
    let unread = streams::unread(victim.socket(), 5);
    let behind = streams::calls_behind(victim.socket(), dose(500, 10_000));
    let grown = victim.growth() - before;
    println!("5 unread streams of 5,000,000 items: +{grown} KiB; calls behind a stream: {behind}");
    assert!(grown <= 8 * 1024, "{grown} KiB");
    drop(unread);
    let harm = victim.harm("unread streams");
    assert_eq!(harm.closed, Closed::default());
}
