//! `docs/semantics.md`, part P: panics.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::task::yield_now;
use tokio::time::{advance, sleep};

const PERIOD: Duration = Duration::from_secs(5);

#[acton_message]
struct Add(u32);

#[acton_message]
struct Sum;

#[acton_message]
#[derive(PartialEq)]
struct Total(u32);

/// Adds one, then panics in the closure.
#[acton_message]
struct Panic;

/// Panics in the future, after a second.
#[acton_message]
struct PanicLater;

#[acton_message]
struct FailBadly;

struct PanicsWhenShown;

impl fmt::Display for PanicsWhenShown {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("on purpose")
    }
}

/// Panics when it is dropped, unless it was defused.
#[derive(Debug)]
struct Bomb {
    live: bool,
}

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.live, "on purpose");
    }
}

#[acton_message]
struct Parcel {
    _bomb: Arc<Bomb>,
}

#[acton_actor]
struct Adder {
    total: u32,
}

fn adder(runtime: &mut ActonRuntime) -> ActorBuilder<Adder> {
    let mut adder = runtime.new_actor_with_name::<Adder>("adder".to_owned());
    adder
        .mutate_on::<Add>(|actor, ctx| {
            actor.model.total += ctx.message().0;
            Reply::ready()
        })
        .mutate_on::<Panic>(|actor, _| {
            actor.model.total += 1;
            panic!("on purpose")
        })
        .act_on::<PanicLater>(|_, _| {
            Reply::pending(async {
                sleep(Duration::from_secs(1)).await;
                panic!("on purpose")
            })
        })
        .try_mutate_on::<FailBadly>(|_, _| Reply::try_err(PanicsWhenShown))
        .try_act_on::<Sum>(|actor, _| Reply::try_ok(Total(actor.model.total)));
    adder
}

async fn panics(adder: &ActorHandle) -> bool {
    adder.ask::<Total>(Panic).await == Err(AskError::Panicked("adder".to_owned()))
}

#[tokio::test(start_paused = true)]
async fn p1_a_panic_ends_its_handler_alone_and_the_state_stays() {
    let mut runtime = ActonApp::launch();
    let adder = adder(&mut runtime).start().await;
    adder.send(Add(5)).await.unwrap();
    assert!(panics(&adder).await);
    assert_eq!(adder.ask(Sum).await, Ok(Total(6)));
}

#[tokio::test(start_paused = true)]
async fn p2_panics_of_handlers_and_hooks_are_counted() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder.after_stop(|_| panic!("on purpose"));
    let adder = adder.start().await;
    assert!(panics(&adder).await);
    assert!(panics(&adder).await);
    assert_eq!(adder.stats().panicked, 2);
    adder.stop().await;
    assert_eq!((adder.stats().panicked, adder.stats().restarted), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn p3_a_restart_makes_the_state_anew_and_keeps_name_handles_and_mailbox() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder.model.total = 100;
    adder.on_panic(OnPanic::restart());
    let adder = adder.start().await;
    let ern = adder.ern().to_owned();
    assert_eq!(adder.ask(Sum).await, Ok(Total(100)));
    adder.send(Panic).await.unwrap();
    adder.send(Add(7)).await.unwrap();
    assert_eq!(adder.ask(Sum).await, Ok(Total(7)));
    assert_eq!((adder.name(), adder.ern(), adder.stats().restarted), ("adder", ern.as_str(), 1));
}

#[tokio::test(start_paused = true)]
async fn p4_a_restart_runs_the_start_hooks_again_before_the_next_message() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder
        .on_panic(OnPanic::restart())
        .before_start(|actor| {
            actor.model.total = 10;
            Reply::ready()
        })
        .after_start(|actor| {
            actor.model.total *= 2;
            Reply::ready()
        });
    let adder = adder.start().await;
    adder.send(Panic).await.unwrap();
    assert_eq!(adder.ask(Sum).await, Ok(Total(20)));
}

#[tokio::test(start_paused = true)]
async fn p5_stop_on_panic_handles_nothing_more_and_the_askers_learn_so() {
    let mut runtime = ActonApp::launch();
    let hooks = Arc::new(AtomicU32::new(0));
    let mut adder = adder(&mut runtime);
    let (first, last) = (hooks.clone(), hooks.clone());
    adder
        .on_panic(OnPanic::stop())
        .mutate_on::<PanicLater>(|_, _| {
            Reply::pending(async {
                sleep(Duration::from_secs(1)).await;
                panic!("on purpose")
            })
        })
        .before_stop(move |_| {
            first.fetch_add(1, Ordering::Relaxed);
            Reply::ready()
        })
        .after_stop(move |_| {
            last.fetch_add(10, Ordering::Relaxed);
            Reply::ready()
        });
    let adder = adder.start().await;
    // One waits since before the handler started, one arrives while it runs.
    let (_, waiting, arriving) = tokio::join!(adder.send(PanicLater), adder.ask::<Total>(Sum), async {
        yield_now().await;
        adder.ask::<Total>(Sum).await
    });
    let stopped = || Err(AskError::Stopped("adder".to_owned()));
    assert_eq!((waiting, arriving), (stopped(), stopped()));
    adder.stop().await;
    assert_eq!((adder.stats().handled, hooks.load(Ordering::Relaxed)), (1, 11));
}

#[tokio::test(start_paused = true)]
async fn p6_one_panic_more_than_the_budget_stops_and_older_ones_are_forgiven() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder.on_panic(OnPanic::restart().at_most(3, PERIOD));
    let adder = adder.start().await;
    for _ in 0..3 {
        assert!(panics(&adder).await);
    }
    advance(PERIOD).await;
    for _ in 0..3 {
        assert!(panics(&adder).await);
    }
    assert_eq!(adder.ask(Sum).await, Ok(Total(0)));
    assert!(panics(&adder).await);
    assert_eq!(adder.ask::<Total>(Sum).await, Err(AskError::Stopped("adder".to_owned())));
    assert_eq!(adder.stats().restarted, 6);
}

#[tokio::test(start_paused = true)]
async fn p7_a_tolerated_panic_restarts_or_lets_go_on() {
    let mut runtime = ActonApp::launch();
    for (policy, total) in [(OnPanic::restart(), 0), (OnPanic::resume(), 2), (OnPanic::stop(), 2)] {
        let mut adder = adder(&mut runtime);
        adder.model.total = 1;
        adder.on_panic(policy.at_most(1, PERIOD));
        let adder = adder.start().await;
        assert!(panics(&adder).await);
        assert_eq!(adder.ask(Sum).await, Ok(Total(total)), "{policy:?}");
        assert!(panics(&adder).await);
        assert!(adder.is_stopped());
    }
}

#[tokio::test(start_paused = true)]
async fn p8_a_panic_of_a_read_counts_like_any_other() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder.model.total = 1;
    adder.on_panic(OnPanic::restart());
    let adder = adder.start().await;
    let answer = adder.ask::<Total>(PanicLater).await;
    assert_eq!(answer, Err(AskError::Panicked("adder".to_owned())));
    assert_eq!(adder.ask(Sum).await, Ok(Total(0)));
    // Also if the stop was asked for meanwhile, and the read is the last thing the actor waits for.
    adder.send(PanicLater).await.unwrap();
    adder.stop().await;
    assert_eq!((adder.stats().panicked, adder.stats().restarted), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn p9_a_panic_in_a_hook_is_logged_and_the_life_goes_on() {
    let mut runtime = ActonApp::launch();
    let mut adder = adder(&mut runtime);
    adder
        .on_panic(OnPanic::stop())
        .before_start(|_| panic!("on purpose"))
        .after_start(|_| {
            Reply::pending(async {
                yield_now().await;
                panic!("on purpose")
            })
        })
        .before_stop(|_| panic!("on purpose"));
    let adder = adder.start().await;
    adder.send(Add(1)).await.unwrap();
    assert_eq!(adder.ask(Sum).await, Ok(Total(1)));
    adder.stop().await;
    assert_eq!(adder.stats().panicked, 3);
}

#[tokio::test(start_paused = true)]
async fn p10_a_factory_that_panics_at_a_restart_stops_the_actor() {
    let mut runtime = ActonApp::launch();
    let mut made = 0;
    let mut fragile = runtime.new_actor_with("fragile", move || {
        made += 1;
        assert_eq!(made, 1, "on purpose");
    });
    fragile.on_panic(OnPanic::restart()).mutate_on::<Panic>(|_, _| panic!("on purpose"));
    let fragile = fragile.start().await;
    let answers =
        tokio::join!(fragile.ask::<Total>(Panic), fragile.ask::<Total>(Panic), fragile.ask::<Total>(Panic));
    let name = || "fragile".to_owned();
    let stopped = || Err(AskError::Stopped(name()));
    assert_eq!(answers, (Err(AskError::Panicked(name())), stopped(), stopped()));
    assert_eq!(fragile.stats().restarted, 0);
}

#[tokio::test(start_paused = true)]
async fn p11_a_panic_in_a_destructor_takes_nothing_else_along() {
    let mut runtime = ActonApp::launch();
    // A state that panics when it is replaced.
    let mut first = true;
    let mut fragile = runtime.new_actor_with("adder", move || Bomb { live: std::mem::take(&mut first) });
    fragile
        .on_panic(OnPanic::restart())
        .mutate_on::<Panic>(|_, _| panic!("on purpose"))
        .try_act_on::<Sum>(|actor, _| Reply::try_ok(Total(actor.model.live.into())));
    let fragile = fragile.start().await;
    assert!(panics(&fragile).await);
    assert_eq!(fragile.ask(Sum).await, Ok(Total(0)));

    // Messages that panic when they are let go: two without a handler, and two that never start.
    let parcel = || Parcel { _bomb: Arc::new(Bomb { live: true }) };
    fragile.send(parcel()).await.unwrap();
    fragile.send(parcel()).await.unwrap();
    assert_eq!(fragile.ask(Sum).await, Ok(Total(0)));
    fragile.stop().await;

    let mut stopping = adder(&mut runtime);
    stopping.on_panic(OnPanic::stop()).mutate_on::<Parcel>(|_, _| Reply::ready());
    let stopping = stopping.start().await;
    for message in [parcel(), parcel()] {
        stopping.send(Panic).await.ok();
        stopping.send(message).await.ok();
    }
    let answer = stopping.ask::<Total>(Sum).await;
    assert_eq!(answer, Err(AskError::Stopped("adder".to_owned())));
    stopping.stop().await;
}

#[tokio::test(start_paused = true)]
async fn p12_a_panic_in_the_display_of_an_error_is_its_handlers() {
    let mut runtime = ActonApp::launch();
    let adder = adder(&mut runtime).start().await;
    let answer = adder.ask::<Total>(FailBadly).await;
    assert_eq!(answer, Err(AskError::Panicked("adder".to_owned())));
    assert_eq!(adder.ask(Sum).await, Ok(Total(0)));
}
