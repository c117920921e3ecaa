//! R10, R11 and R12: clients that come and go, more of them than there is room for, and very many that only stay.

use std::time::{Duration, Instant};

use integration::attacks::storms;
use integration::connection::Connection;
use integration::dose::{dose, is_full};
use integration::latencies::Latencies;
use integration::requests::add;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};

use crate::harm::Closed;
use crate::victim::Victim;

#[test]
fn clients_that_vanish_in_any_state_leave_nothing_behind() {
    let victim = Victim::new();
    storms::of_clients_that_vanish(victim.socket(), dose(1_200, 50_000));
    let harm = victim.harm("clients that vanish");
    assert!(harm.memory <= 8 * 1024, "{harm:?}");
    // Those that left half a frame.
    assert_eq!((harm.closed.idle, harm.closed.slow), (0, 0), "{harm:?}");
}

#[test]
fn one_connection_too_many_is_refused_by_name_and_a_place_that_is_left_is_given_again() {
    let victim = Victim::with(&["--max-connections", "20"]);
    // The witness has one of the places.
    let mut inside = Connection::connect_all(victim.socket(), 19);
    for client in &mut inside {
        assert_eq!(client.ask(&add("in", 1)).sum("in"), Some(2));
    }
    for _ in 0..dose(100, 2_000) {
        let refused = Connection::connect(victim.socket()).receive().expect("an answer");
        assert_eq!(refused.code().as_deref(), Some("CONNECTION_LIMIT_REACHED"));
    }
    drop(inside);
    // Refused until those who left are off the books.
    let is_taken = || {
        let mut client = Connection::connect(victim.socket());
        client.throw(&add("again", 1));
        client.receive().is_some_and(|answer| answer.sum("again") == Some(2))
    };
    while !is_taken() {}
    let harm = victim.harm("more connections than there may be");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn a_server_without_descriptors_serves_the_clients_it_has_and_later_those_who_waited() {
    let mut victim = Victim::new();
    let mut inside = Connection::connect(victim.socket());
    assert_eq!(inside.ask(&add("in", 1)).sum("in"), Some(2));
    // Room for three more.
    let most = Some(u64::try_from(victim.process().descriptors()).expect("a number") + 3);
    let pid = Pid::from_raw(victim.process().0.cast_signed()).expect("a process");
    prlimit(Some(pid), Resource::Nofile, Rlimit { current: most, maximum: most })
        .expect("a limit can be lowered");
    let mut outside = Connection::connect_all(victim.socket(), 50);
    for client in &mut outside {
        client.send(&add("waits", 1));
    }
    for number in 0..dose(2_000, 50_000) {
        assert_eq!(inside.ask(&add("on", number)).sum("on"), Some(i64::from(number) + 1));
    }
    assert!(!outside[49].is_answered_within(Duration::ZERO), "there is no room for it");
    if is_full() {
        victim.dismiss_witness();
        let (before, time) = (victim.process().processor_time(), Duration::from_secs(5));
        assert!(!inside.is_closed_within(time), "nobody closes it");
        println!(
            "without descriptors: {} ms of the processor in {time:?}",
            (victim.process().processor_time() - before) * 10
        );
    }
    // Whoever leaves makes room for one that waited.
    let left = Instant::now();
    let mut served = Vec::new();
    for mut client in outside {
        let answer = client.receive().expect("an answer");
        assert_eq!(answer.sum("waits"), Some(2));
        served.push(left.elapsed());
    }
    println!(
        "50 clients that had waited were served, each when one before had left: {}",
        Latencies::from_iter(served)
    );
    drop(inside);
    let harm = victim.harm("no descriptors left");
    assert_eq!(harm.closed, Closed::default());
}

#[test]
fn idle_clients_cost_little_and_all_wake() {
    let count = dose(1_000, 10_000);
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most })
        .expect("what is allowed can be taken");
    let victim = Victim::with(&["--max-connections", "20000", "--idle-timeout", "600"]);
    let before = victim.growth();
    let mut idle = Connection::connect_all(victim.socket(), count);
    for client in &mut idle {
        assert_eq!(client.ask(&add("in", 1)).sum("in"), Some(2));
    }
    let asked = Instant::now();
    assert_eq!(Connection::connect(victim.socket()).ask(&add("more", 1)).sum("more"), Some(2));
    println!("one more client beside {count} was served after {:.1?}", asked.elapsed());
    // What a connection keeps for its next call is given back within a second or two.
    let each = |grown: u64| grown * 1024 / u64::from(count);
    let settled = (0..100).map(|_| {
        assert!(!idle[0].is_closed_within(Duration::from_millis(100)), "nobody closes it");
        each(victim.growth() - before)
    });
    let resident = settled.into_iter().find(|&each| each <= 8 * 1024);
    println!("{count} idle clients: {resident:?} bytes resident each");
    assert!(resident.is_some(), "{} bytes each", each(victim.growth() - before));
    for client in &mut idle {
        assert_eq!(client.ask(&add("awake", 1)).sum("awake"), Some(2));
    }
    drop(idle);
    let harm = victim.harm("idle clients");
    assert_eq!(harm.closed, Closed::default());
}
