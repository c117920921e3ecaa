//! Deadlines and CANCEL: when a request ends before its handler does, and what becomes of the handler.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::house::House;
use crate::messages::{Hold, HoldAlone, Item, Silent};
use crate::peer::{CANCEL, ERROR, STREAM, call, stream, with};

/// A desk whose holding handlers tell whether their futures were dropped before they ended, and whether they
/// saw the cancellation.
struct Watched {
    dropped: Arc<AtomicU32>,
    told: Arc<AtomicU32>,
}

struct CountDrop(Arc<AtomicU32>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Watched {
    fn new() -> Self {
        Self { dropped: Arc::default(), told: Arc::default() }
    }

    fn furnish(&self, desk: &mut ActorBuilder<crate::house::Desk>) {
        let dropped = self.dropped.clone();
        desk.act_on::<Hold>(move |_, _| {
            let on_drop = CountDrop(dropped.clone());
            Reply::pending(async move {
                let _on_drop = on_drop;
                std::future::pending::<()>().await;
            })
        });
        let told = self.told.clone();
        desk.mutate_on::<HoldAlone>(move |_, ctx| {
            let told = told.clone();
            Reply::pending(async move {
                sleep(Duration::from_mins(1)).await;
                told.fetch_add(u32::from(ctx.is_cancelled()), Ordering::Relaxed);
                assert!(!ctx.reply_envelope().send(Item { value: 0 }).await);
            })
        });
    }
}

fn hold(id: &str) -> Value {
    call(id, "Hold", &json!({"number": 1}))
}

fn hold_alone(id: &str) -> Value {
    call(id, "HoldAlone", &json!({"number": 1}))
}

#[tokio::test(start_paused = true)]
async fn i20_a_request_without_a_reply_times_out_when_it_asked_to() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    // Unsaid: 30 s. 0 and too long: 300 s.
    for (asked, waited) in [(None, 30_000), (Some(250), 250), (Some(0), 300_000), (Some(u64::MAX), 300_000)] {
        let begun = Instant::now();
        let envelope = match asked {
            Some(ms) => with(hold("h"), "response_timeout_ms", ms),
            None => hold("h"),
        };
        let answer = peer.ask(&envelope).await;
        assert_eq!((answer.kind, &*answer.code()), (ERROR, "TIMEOUT"));
        assert_eq!(answer.body()["executed"], json!("maybe"));
        let elapsed = begun.elapsed().as_millis();
        assert!((waited..waited + 3).contains(&elapsed), "{asked:?}: {elapsed}");
    }
}

#[tokio::test(start_paused = true)]
async fn i21_a_request_that_expires_in_the_mailbox_never_runs() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&hold_alone("first")).await;
    let late = with(call("late", "HoldAlone", &json!({"number": 2})), "response_timeout_ms", 1_000);
    let answer = peer.ask(&late).await;
    assert_eq!((&*answer.id(), &*answer.code()), ("late", "TIMEOUT"));
    assert_eq!(answer.body()["executed"], json!("no"));
    house.gate.open(2);
    assert_eq!(peer.next().await.id(), "first");
    assert_eq!(house.notes().await, [1]);
    assert_eq!(house.gate.0.available_permits(), 1);
}

#[tokio::test(start_paused = true)]
async fn i22_the_deadline_of_a_stream_is_the_longest_gap_between_its_items() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let count = |pause_ms| stream("c", "Count", &json!({"to": 5, "pause_ms": pause_ms}));
    // Five gaps of 0.9 s are no gap of 1 s.
    peer.request(&with(count(900), "response_timeout_ms", 1_000)).await;
    let frames = peer.several(6).await;
    assert!(frames[5].body().get("error").is_none());

    let late = peer.ask(&with(count(1_100), "response_timeout_ms", 1_000)).await;
    assert_eq!((late.kind, &*late.code()), (STREAM, "TIMEOUT"));
    assert_eq!(late.body()["is_final"], json!(true));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_falls_silent_is_late_once_its_time_has_passed_since_the_last_item() {
    const TIMEOUT: Duration = Duration::from_secs(1);
    let furnish = |desk: &mut ActorBuilder<crate::house::Desk>| {
        desk.act_on::<Silent>(|_, ctx| {
            let reply = ctx.reply_envelope();
            Reply::pending(async move {
                for value in 0..3 {
                    sleep(TIMEOUT * 7 / 10).await;
                    reply.send(Item { value }).await;
                }
                std::future::pending::<()>().await;
            })
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let mut peer = house.peer().await;
    peer.request(&with(stream("s", "Silent", &json!({})), "response_timeout_ms", 1_000)).await;
    peer.several(3).await;
    let last = Instant::now();
    assert_eq!(peer.next().await.code(), "TIMEOUT");
    // What a clock that is asked once for many items may be behind.
    assert!(
        (TIMEOUT..=TIMEOUT + Duration::from_millis(50)).contains(&last.elapsed()),
        "{:?}",
        last.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_a_stream_stands_still_while_an_item_waits_for_credit() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    let count = with(stream("c", "Count", &json!({"to": 2})), "stream_credit", 1);
    peer.request(&with(count, "response_timeout_ms", 1_000)).await;
    peer.next().await;
    sleep(Duration::from_mins(1)).await;
    peer.send(crate::peer::CREDIT, &json!({"correlation_id": "c", "items": 1})).await;
    assert_eq!(peer.next().await.body()["payload"], json!({"value": 1}));
    assert!(peer.next().await.body().get("error").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_names_the_actors_that_waited_for_each_other() {
    let house = House::built(
        |desk| {
            desk.try_act_on::<Hold>(|actor, _| {
                let own = actor.handle().clone();
                Reply::try_pending(async move { own.ask::<Item>(HoldAlone { number: 1 }).await })
            });
        },
        |builder| builder,
    )
    .await;
    let mut peer = house.peer().await;
    let answer = peer.ask(&with(hold("h"), "response_timeout_ms", 1_000)).await;
    let error = answer.body()["error"].as_str().unwrap().to_owned();
    assert_eq!(answer.code(), "TIMEOUT");
    assert!(error.contains("Desk → Desk"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn i23_cancel_ends_each_request_of_its_id_with_one_answer() {
    let house = House::open().await;
    let mut peer = house.peer().await;
    peer.request(&hold("x")).await;
    peer.request(&hold("other")).await;
    peer.request(&with(stream("x", "Count", &json!({"to": 2})), "stream_credit", 1)).await;
    peer.request(&hold_alone("running")).await;
    peer.request(&hold_alone("x")).await;
    assert_eq!(peer.next().await.body()["payload"], json!({"value": 0}));
    sleep(Duration::from_millis(1)).await;
    peer.send(CANCEL, &json!({"correlation_id": "x"})).await;
    let mut answers = Vec::new();
    for frame in peer.several(3).await {
        assert_eq!((&*frame.id(), &*frame.code()), ("x", "CANCELLED"));
        answers.push((frame.kind, frame.body()["executed"].as_str().unwrap().to_owned()));
    }
    answers.sort();
    let expected = [(ERROR, "maybe"), (ERROR, "no"), (STREAM, "maybe")];
    assert_eq!(answers, expected.map(|(kind, executed)| (kind, executed.to_owned())));
    // Cancelled twice, or unknown: silence. The others go on.
    peer.send(CANCEL, &json!({"correlation_id": "x"})).await;
    peer.send(CANCEL, &json!({"correlation_id": "nobody"})).await;
    house.gate.open(2);
    let mut rest = [peer.next().await.id(), peer.next().await.id()];
    rest.sort();
    assert_eq!(rest, ["other", "running"]);
    assert_eq!(house.notes().await, [1]);
}

#[tokio::test(start_paused = true)]
async fn i24_cancel_expiry_and_disconnect_drop_reads_and_let_exclusive_handlers_run_on() {
    enum Way {
        Cancel,
        Expiry,
        Disconnect,
    }
    for way in [Way::Cancel, Way::Expiry, Way::Disconnect] {
        let watched = Watched::new();
        let house = House::built(|desk| watched.furnish(desk), |builder| builder).await;
        let mut peer = house.peer().await;
        peer.request(&with(hold("x"), "response_timeout_ms", 5_000)).await;
        peer.request(&with(hold_alone("x"), "response_timeout_ms", 5_000)).await;
        sleep(Duration::from_millis(1)).await;
        let begun = Instant::now();
        match way {
            Way::Cancel => {
                peer.send(CANCEL, &json!({"correlation_id": "x"})).await;
                peer.several(2).await;
            }
            Way::Expiry => {
                peer.several(2).await;
            }
            Way::Disconnect => drop(peer),
        }
        while watched.dropped.load(Ordering::Relaxed) == 0 {
            sleep(Duration::from_millis(10)).await;
        }
        assert!(begun.elapsed() < Duration::from_secs(6));
        sleep(Duration::from_mins(1)).await;
        assert_eq!(watched.told.load(Ordering::Relaxed), 1);
        assert_eq!(house.desk.stats().panicked, 0);
    }
}
