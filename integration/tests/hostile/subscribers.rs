//! R8: subscribers that sleep, beside some that are awake.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use acton_wire::{Format, FrameType};
use integration::attacks::subscribers::asleep;
use integration::connection::Connection;
use integration::dose::dose;
use integration::latencies::Latencies;
use integration::requests::{call, request, subscribe};
use integration::witness::Witness;
use serde_json::json;

use crate::harm::Closed;
use crate::victim::Victim;

/// Orders between two looks whether the awake have kept up: less than what is queued for one of them.
const STRIDE: u32 = 200;

/// Orders until who does not read is asleep: its socket is full, and what comes after waits in the server.
const FALL_ASLEEP: u32 = 500;

#[test]
fn sleeping_subscribers_cost_those_that_are_awake_nothing() {
    let rounds = dose(1, 9);
    let mut ratios: Vec<_> = (0..rounds).map(|_| round(dose(3_000, 20_000), dose(30, 100))).collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    println!("p99 beside them is {median:.2} of the quiet one, in the median of {rounds} rounds");
}

/// Orders at a server without, with and again without sleepers, for a server gets slower with the orders it keeps; the p99
/// of the ones with, in those without.
fn round(orders: u32, sleepers: u32) -> f64 {
    let mut victim = Victim::new();
    // Who is measured is alone: the publisher and those who are awake are witnesses enough.
    victim.dismiss_witness();
    let quiet = publish(&victim, orders);
    // The orders themselves are kept.
    let kept = victim.growth();
    let sleeping = asleep(victim.socket(), sleepers, "OrderPlaced");
    let falling = publish(&victim, FALL_ASLEEP);
    let beside = publish(&victim, orders);
    let each = victim.growth().saturating_sub(2 * kept) / u64::from(sleepers);
    println!("while {sleepers} subscribers fall asleep: {falling}; beside them: {beside}; +{each} KiB each");
    assert!(each <= 1_024, "{each} KiB each");
    let witness = Witness::of(victim.socket());
    for sleeper in &sleeping {
        while !sleeper.is_closed_within(Duration::from_secs(1)) {}
    }
    drop(sleeping);
    println!("calls while the sleepers are cut off: {}", witness.testify());
    let again = publish(&victim, orders);
    let harm = victim.harm("sleeping subscribers");
    assert_eq!(harm.closed, Closed { slow: sleepers, ..Closed::default() });
    println!("{orders} orders, each broadcast in 1 KiB, quiet: {quiet}; again: {again}");
    2.0 * beside.p99().as_secs_f64() / (quiet.p99() + again.p99()).as_secs_f64()
}

/// So many orders, each broadcast to three that are awake and lose none of them: how long each order took.
fn publish(victim: &Victim, orders: u32) -> Latencies {
    let product = "p".repeat(1_000);
    let mut publisher = Connection::connect(victim.socket());
    let restock = json!({"product": product, "quantity": orders});
    let restock = request(Format::Json, &call("o", "inventory", "Restock", &restock));
    assert_eq!(publisher.ask(&restock).code(), None);
    let (progress, kept_up) = mpsc::channel();
    let awake: Vec<_> = (0..3)
        .map(|_| {
            let mut subscriber = Connection::connect(victim.socket());
            assert_eq!(subscriber.ask(&subscribe("s", "OrderPlaced")).code(), None);
            let progress = progress.clone();
            thread::spawn(move || read_all(&mut subscriber, orders, &progress))
        })
        .collect();
    let order = call("o", "order_service", "PlaceOrder", &json!({"product": product}));
    let order = request(Format::Json, &order);
    let latencies = (1..=orders)
        .map(|number| {
            let asked = Instant::now();
            assert_eq!(publisher.ask(&order).code(), None);
            let took = asked.elapsed();
            if number % STRIDE == 0 {
                for _ in &awake {
                    kept_up.recv().expect("they are awake");
                }
            }
            took
        })
        .collect();
    for reader in awake {
        reader.join().expect("nobody who is awake loses anything");
    }
    latencies
}

fn read_all(subscriber: &mut Connection, count: u32, progress: &mpsc::Sender<()>) {
    let mut last = None;
    for number in 1..=count {
        let push = subscriber.receive().expect("a push");
        assert_eq!(push.kind, FrameType::Push, "{push:?}");
        let sequence = push.body()["sequence"].as_u64().expect("a push has a number");
        assert!(last.is_none_or(|last| sequence == last + 1), "{last:?}, then {sequence}");
        last = Some(sequence);
        if number % STRIDE == 0 {
            progress.send(()).expect("the publisher waits");
        }
    }
}
