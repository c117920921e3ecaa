//! `docs/semantics.md`, part A: messages and handlers.

use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;

#[acton_message]
struct Write(u32);

#[acton_message]
struct Read(u32);

#[acton_message]
struct Unknown;

/// What a handler did: its message's number, and how far it came.
type Event = (&'static str, u32);

#[acton_actor(no_default)]
struct Diary {
    events: UnboundedSender<Event>,
}

/// Writes take 10 s, reads take as many seconds as their number says.
fn diary(runtime: &mut ActonRuntime) -> (ActorBuilder<Diary>, UnboundedReceiver<Event>) {
    let (events, received) = unbounded_channel();
    let mut diary = runtime.new_actor_with("diary", move || Diary { events: events.clone() });
    diary
        .mutate_on::<Write>(|actor, ctx| {
            let (events, number) = (actor.model.events.clone(), ctx.message().0);
            events.send(("write", number)).unwrap();
            Reply::pending(async move {
                sleep(Duration::from_secs(10)).await;
                events.send(("written", number)).unwrap();
            })
        })
        .act_on::<Read>(|actor, ctx| {
            let (events, number) = (actor.model.events.clone(), ctx.message().0);
            events.send(("read", number)).unwrap();
            Reply::pending(async move {
                if number > 0 {
                    sleep(Duration::from_secs(number.into())).await;
                }
                events.send(("was read", number)).unwrap();
            })
        });
    (diary, received)
}

fn all(mut events: UnboundedReceiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}

#[tokio::test(start_paused = true)]
async fn a1_messages_start_in_arrival_order() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    for number in 1..=3 {
        diary.send(Write(number)).await.unwrap();
        diary.send(Read(number)).await.unwrap();
    }
    diary.stop().await;
    let started: Vec<_> =
        all(events).into_iter().filter(|(what, _)| ["write", "read"].contains(what)).collect();
    assert_eq!(started, [("write", 1), ("read", 1), ("write", 2), ("read", 2), ("write", 3), ("read", 3)]);
}

#[tokio::test(start_paused = true)]
async fn a2_one_senders_messages_arrive_in_the_order_sent() {
    let mut runtime = ActonApp::launch();
    let (mut diary, events) = diary(&mut runtime);
    diary.mailbox_capacity(1);
    let diary = diary.start().await;
    diary.subscribe::<Read>();
    diary.try_send(Write(1)).unwrap();
    diary.send(Write(2)).await.unwrap();
    let _ = diary.ask::<Unknown>(Write(3)).await;
    runtime.broker().broadcast(Read(4)).await;
    diary.stop().await;
    let started: Vec<_> =
        all(events).into_iter().filter(|(what, _)| ["write", "read"].contains(what)).collect();
    assert_eq!(started, [("write", 1), ("write", 2), ("write", 3), ("read", 4)]);
}

#[tokio::test(start_paused = true)]
async fn a3_while_a_mutate_is_pending_no_other_message_starts() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    diary.send(Write(1)).await.unwrap();
    diary.send(Read(0)).await.unwrap();
    diary.send(Write(2)).await.unwrap();
    diary.stop().await;
    assert_eq!(
        all(events),
        [("write", 1), ("written", 1), ("read", 0), ("was read", 0), ("write", 2), ("written", 2)]
    );
}

#[tokio::test(start_paused = true)]
async fn a4_an_act_on_future_runs_beside_everything_later() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    diary.send(Read(3)).await.unwrap();
    diary.send(Read(2)).await.unwrap();
    diary.stop().await;
    assert_eq!(all(events), [("read", 3), ("read", 2), ("was read", 2), ("was read", 3)]);
}

#[tokio::test(start_paused = true)]
async fn a5_a_mutate_does_not_wait_for_running_reads_and_they_go_on() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    diary.send(Read(3)).await.unwrap();
    diary.send(Write(1)).await.unwrap();
    diary.stop().await;
    assert_eq!(all(events), [("read", 3), ("write", 1), ("was read", 3), ("written", 1)]);
}

#[tokio::test(start_paused = true)]
async fn a6_a_read_that_is_ready_at_once_has_ended_before_the_next_message() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    diary.send(Read(0)).await.unwrap();
    diary.send(Write(1)).await.unwrap();
    diary.stop().await;
    assert_eq!(all(events), [("read", 0), ("was read", 0), ("write", 1), ("written", 1)]);
}

#[tokio::test(start_paused = true)]
async fn a7_past_the_limit_of_running_reads_messages_wait() {
    let mut runtime = ActonApp::launch();
    let (mut diary, events) = diary(&mut runtime);
    diary.max_running_reads(2);
    let diary = diary.start().await;
    for seconds in [5, 3, 4] {
        diary.send(Read(seconds)).await.unwrap();
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(diary.stats().waiting, 1);
    // Asked to stop while messages wait for a read to end, it still starts them all and ends.
    diary.stop().await;
    assert_eq!(
        all(events),
        [("read", 5), ("read", 3), ("was read", 3), ("read", 4), ("was read", 5), ("was read", 4)]
    );
}

#[tokio::test(start_paused = true)]
async fn a8_a_message_counts_against_the_mailbox_until_its_handler_starts() {
    let mut runtime = ActonApp::launch();
    let (mut diary, _events) = diary(&mut runtime);
    diary.mailbox_capacity(2);
    let diary = diary.start().await;
    diary.try_send(Write(1)).unwrap();
    diary.try_send(Write(2)).unwrap();
    assert!(matches!(diary.try_send(Write(3)), Err(SendError::Full(Write(3)))));
    // The first has started, and the second was taken out of the queue with it.
    sleep(Duration::from_secs(1)).await;
    assert_eq!(diary.stats().waiting, 1);
    diary.try_send(Write(3)).unwrap();
    assert!(matches!(diary.try_send(Write(4)), Err(SendError::Full(Write(4)))));
    diary.stop().await;
    assert_eq!(diary.stats().handled, 3);
}

#[tokio::test(start_paused = true)]
async fn a9_a_second_handler_for_a_message_replaces_the_first() {
    let mut runtime = ActonApp::launch();
    let (mut diary, events) = diary(&mut runtime);
    diary.act_on::<Read>(|actor, _| {
        actor.model.events.send(("read by the second", 1)).unwrap();
        Reply::ready()
    });
    let diary = diary.start().await;
    diary.send(Read(1)).await.unwrap();
    diary.stop().await;
    assert_eq!(all(events), [("read by the second", 1)]);
}

#[tokio::test(start_paused = true)]
async fn a10_a_message_without_a_handler_is_dropped_and_the_next_one_handled() {
    let mut runtime = ActonApp::launch();
    let (diary, events) = diary(&mut runtime);
    let diary = diary.start().await;
    diary.send(Unknown).await.unwrap();
    diary.send(Read(0)).await.unwrap();
    diary.stop().await;
    assert_eq!(all(events), [("read", 0), ("was read", 0)]);
    assert_eq!(diary.stats().handled, 1);
}
