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
use serde_json::json;

use crate::harm::Closed;
use crate::victim::Victim;

/// Orders between two looks whether the awake have kept up: less than what is queued for one of them.
const STRIDE: u32 = 200;

#[test]
fn sleeping_subscribers_cost_those_that_are_awake_nothing() {
    let victim = Victim::new();
    let (orders, sleepers) = (dose(3_000, 60_000), dose(30, 100));
    let quiet = publish(&victim, orders);
    // The orders themselves are kept.
    let kept = victim.growth();
    let sleeping = asleep(victim.socket(), sleepers, "OrderPlaced");
    let beside = publish(&victim, orders);
    let each = victim.growth().saturating_sub(2 * kept) / u64::from(sleepers);
    println!("{orders} orders, each broadcast in 1 KiB, quiet: {quiet}");
    println!("beside {sleepers} subscribers that sleep: {beside}; +{each} KiB each");
    assert!(each <= 1_024, "{each} KiB each");
    for sleeper in &sleeping {
        while !sleeper.is_closed_within(Duration::from_secs(1)) {}
    }
    drop(sleeping);
    let harm = victim.harm("sleeping subscribers");
    assert_eq!(harm.closed, Closed { slow: sleepers, ..Closed::default() });
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
