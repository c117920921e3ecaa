//! `docs/semantics.md`, part B: broadcasting.

use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::time::Instant;

#[acton_message]
struct News(u32);

#[acton_message]
struct Weather;

#[acton_message]
struct Heard;

#[acton_message]
#[derive(PartialEq)]
struct Numbers(Vec<u32>);

#[acton_actor]
struct Listener {
    numbers: Vec<u32>,
}

fn listener(runtime: &mut ActonRuntime) -> ActorBuilder<Listener> {
    let mut listener = runtime.new_actor::<Listener>();
    listener
        .mutate_on::<News>(|actor, ctx| {
            actor.model.numbers.push(ctx.message().0);
            Reply::ready()
        })
        .try_act_on::<Heard>(|actor, _| Reply::try_ok(Numbers(actor.model.numbers.clone())));
    listener
}

async fn heard(listener: &ActorHandle) -> Vec<u32> {
    listener.ask::<Numbers>(Heard).await.unwrap().0
}

#[tokio::test(start_paused = true)]
async fn b1_a_broadcast_reaches_each_subscriber_once_however_often_it_subscribed() {
    let mut runtime = ActonApp::launch();
    let once = listener(&mut runtime).start().await;
    let twice = listener(&mut runtime).start().await;
    let never = listener(&mut runtime).start().await;
    once.subscribe::<News>();
    twice.subscribe::<News>();
    twice.subscribe::<News>();
    let broker = runtime.broker();
    broker.broadcast(News(1)).await;
    tokio::spawn(async move { broker.broadcast(News(2)).await }).await.unwrap();
    assert_eq!((heard(&once).await, heard(&twice).await), (vec![1, 2], vec![1, 2]));
    assert!(heard(&never).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn b2_a_broadcast_waits_for_nobody_and_a_full_mailbox_misses_it() {
    let mut runtime = ActonApp::launch();
    let mut slow = listener(&mut runtime);
    slow.mailbox_capacity(2);
    let slow = slow.start().await;
    let quick = listener(&mut runtime).start().await;
    slow.subscribe::<News>();
    quick.subscribe::<News>();
    let begun = Instant::now();
    for number in 0..5 {
        runtime.broker().broadcast(News(number)).await;
    }
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert_eq!((slow.stats().missed, quick.stats().missed), (3, 0));
    assert_eq!((heard(&slow).await, heard(&quick).await), (vec![0, 1], vec![0, 1, 2, 3, 4]));
}

#[tokio::test(start_paused = true)]
async fn b4_after_unsubscribe_no_further_broadcast_arrives() {
    let mut runtime = ActonApp::launch();
    let listener = listener(&mut runtime).start().await;
    listener.subscribe::<News>();
    runtime.broker().broadcast(News(1)).await;
    listener.unsubscribe::<News>();
    runtime.broker().broadcast(News(2)).await;
    assert_eq!(heard(&listener).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn b5_a_subscriber_without_a_handler_receives_nothing() {
    let mut runtime = ActonApp::launch();
    let listener = listener(&mut runtime).start().await;
    listener.subscribe::<Weather>();
    runtime.broker().broadcast(Weather).await;
    assert_eq!(listener.stats().waiting, 0);
}
