//! The mailbox under threads that race: bounded rounds, every message counted. A wake-up that is lost shows
//! as a `send` that came back `Full` after its 30 s, or as an ask that timed out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use acton_reactive::prelude::*;
use tokio::task::{JoinSet, yield_now};

#[acton_message]
struct Numbered {
    sender: usize,
    number: u64,
}

#[acton_message]
struct Ping;

#[acton_message]
struct Pong;

/// Checks that each sender's numbers come in order, without a gap where none is allowed.
#[acton_actor]
struct Checker {
    next: Vec<u64>,
}

const SENDERS: usize = 8;

fn checker(runtime: &mut ActonRuntime, capacity: usize, received: &Arc<AtomicU64>) -> ActorBuilder<Checker> {
    let mut checker = runtime.new_actor_with("checker", || Checker { next: vec![0; SENDERS] });
    let received = received.clone();
    checker
        .mailbox_capacity(capacity)
        .mutate_on::<Numbered>(move |actor, ctx| {
            let Numbered { sender, number } = *ctx.message();
            assert_eq!(actor.model.next[sender], number, "out of order from {sender}");
            actor.model.next[sender] += 1;
            received.fetch_add(1, Ordering::Relaxed);
            // Some futures wait, so that batches are cut at many places.
            if number % 7 == 0 { Reply::pending(yield_now()) } else { Reply::ready() }
        })
        .act_on::<Ping>(|_, ctx| {
            Reply::pending(async move {
                yield_now().await;
                ctx.reply_envelope().send(Pong).await;
            })
        });
    checker
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_waiting_sender_is_woken_and_each_ones_order_is_kept() {
    const MESSAGES: u64 = 2_000;
    let mut runtime = ActonApp::launch();
    for capacity in [1, 2, 3, 5] {
        let received = Arc::default();
        let checker = checker(&mut runtime, capacity, &received).start().await;
        let mut senders = JoinSet::new();
        for sender in 0..SENDERS {
            let checker = checker.clone();
            senders.spawn(async move {
                for number in 0..MESSAGES {
                    checker.send(Numbered { sender, number }).await.unwrap();
                }
            });
        }
        senders.join_all().await;
        checker.stop().await;
        assert_eq!(received.load(Ordering::Relaxed), SENDERS as u64 * MESSAGES);
        assert_eq!((checker.stats().panicked, checker.stats().waiting), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_stopping_actor_took_it_handles_and_the_rest_it_hands_back() {
    let mut runtime = ActonApp::launch();
    for round in 0..300_u64 {
        let received = Arc::default();
        let checker = checker(&mut runtime, 1 + usize::try_from(round % 4).unwrap(), &received).start().await;
        let mut senders = JoinSet::new();
        for sender in 0..SENDERS {
            let checker = checker.clone();
            senders.spawn(async move {
                let mut taken = 0;
                while checker.send(Numbered { sender, number: taken }).await.is_ok() {
                    taken += 1;
                }
                taken
            });
        }
        while received.load(Ordering::Relaxed) < round {
            yield_now().await;
        }
        checker.stop().await;
        let taken: u64 = senders.join_all().await.iter().sum();
        assert_eq!((received.load(Ordering::Relaxed), checker.stats().panicked), (taken, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reads_at_their_limit_never_strand_a_message_or_a_stop() {
    let mut runtime = ActonApp::launch();
    for round in 0..300 {
        let mut checker = checker(&mut runtime, 4, &Arc::default());
        checker.max_running_reads(1 + round % 3);
        let checker = checker.start().await;
        let mut askers = JoinSet::new();
        for _ in 0..16 {
            let checker = checker.clone();
            askers.spawn(async move { checker.ask::<Pong>(Ping).await });
        }
        if round % 2 == 0 {
            checker.stop().await;
        }
        for answer in askers.join_all().await {
            assert!(matches!(answer, Ok(Pong) | Err(AskError::Stopped(_))), "{answer:?}");
        }
        checker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn subscriptions_starts_and_stops_may_race_with_broadcasts() {
    let mut runtime = ActonApp::launch();
    let steady_received = Arc::default();
    let steady = checker(&mut runtime, 100_000, &steady_received).start().await;
    steady.subscribe::<Numbered>();
    let broker = runtime.broker();
    let publisher = tokio::spawn(async move {
        for number in 0..20_000 {
            broker.broadcast(Numbered { sender: 0, number }).await;
        }
    });
    for _ in 0..200 {
        let mut fleeting = runtime.new_actor_with("fleeting", || ());
        fleeting.mutate_on::<Numbered>(|_, _| Reply::ready());
        let fleeting = fleeting.start().await;
        fleeting.subscribe::<Numbered>();
        yield_now().await;
        fleeting.stop().await;
        fleeting.subscribe::<Numbered>();
    }
    publisher.await.unwrap();
    steady.stop().await;
    assert_eq!((steady_received.load(Ordering::Relaxed), steady.stats().missed), (20_000, 0));
    assert_eq!(steady.stats().panicked, 0);
    runtime.shutdown_all().await.unwrap();
}
