//! `docs/semantics.md`, part S: sending.

use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

#[acton_message]
#[derive(PartialEq)]
struct Note(u32);

/// Keeps the actor busy for this many seconds.
#[acton_message]
struct Busy(u64);

#[acton_message]
struct Forward(ActorHandle);

/// Sends to itself until there is no room.
#[acton_message]
struct Overfill;

#[acton_message]
struct Refused(bool);

#[acton_actor]
struct Desk {
    notes: Vec<u32>,
}

#[acton_message]
struct List;

#[acton_message]
#[derive(PartialEq)]
struct Notes(Vec<u32>);

/// Takes a note at once; its mailbox holds one message.
fn desk(runtime: &mut ActonRuntime) -> ActorBuilder<Desk> {
    let mut desk = runtime.new_actor::<Desk>();
    desk.mailbox_capacity(1)
        .mutate_on::<Note>(|actor, ctx| {
            actor.model.notes.push(ctx.message().0);
            Reply::ready()
        })
        .mutate_on::<Busy>(|_, ctx| {
            let seconds = ctx.message().0;
            Reply::pending(sleep(Duration::from_secs(seconds)))
        })
        .try_act_on::<List>(|actor, _| Reply::try_ok(Notes(actor.model.notes.clone())))
        .try_mutate_on::<Forward>(|_, ctx| {
            let Forward(to) = ctx.message().clone();
            Reply::try_pending(async move {
                Ok::<_, std::fmt::Error>(Refused(matches!(
                    to.send(Note(0)).await,
                    Err(SendError::Full(Note(0)))
                )))
            })
        });
    desk
}

/// A desk that is busy for `seconds` and whose mailbox is full with the note 1.
async fn full_desk(runtime: &mut ActonRuntime, seconds: u64) -> ActorHandle {
    let desk = desk(runtime).start().await;
    desk.send(Busy(seconds)).await.unwrap();
    desk.send(Note(1)).await.unwrap();
    desk
}

async fn notes(desk: &ActorHandle) -> Vec<u32> {
    desk.ask::<Notes>(List).await.unwrap().0
}

#[tokio::test(start_paused = true)]
async fn s1_try_send_never_waits_and_hands_the_message_back() {
    let mut runtime = ActonApp::launch();
    let desk = full_desk(&mut runtime, 60).await;
    let begun = Instant::now();
    assert_eq!(desk.try_send(Note(2)), Err(SendError::Full(Note(2))));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn s2_a_stopped_actor_hands_every_message_back() {
    let mut runtime = ActonApp::launch();
    let desk = desk(&mut runtime).start().await;
    desk.stop().await;
    assert_eq!(desk.try_send(Note(1)), Err(SendError::Stopped(Note(1))));
    assert_eq!(desk.send(Note(2)).await, Err(SendError::Stopped(Note(2))));
}

#[tokio::test(start_paused = true)]
async fn s3_send_waits_for_room_for_at_most_30_seconds() {
    let mut runtime = ActonApp::launch();
    let desk = full_desk(&mut runtime, 29).await;
    desk.send(Note(2)).await.unwrap();
    assert_eq!(notes(&desk).await, [1, 2]);

    let desk = full_desk(&mut runtime, 31).await;
    let begun = Instant::now();
    assert_eq!(desk.send(Note(2)).await, Err(SendError::Full(Note(2))));
    assert_eq!(begun.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn s4_inside_a_handler_send_waits_no_longer_than_its_request() {
    let mut runtime = ActonApp::launch();
    let busy = full_desk(&mut runtime, 60).await;
    let sender = desk(&mut runtime).start().await;
    let begun = Instant::now();
    let asked = sender.ask_within::<Refused>(Forward(busy.clone()), Duration::from_secs(2)).await;
    assert!(matches!(asked, Ok(Refused(true)) | Err(AskError::Timeout(_))), "{asked:?}");
    // The sender is free again, though the other mailbox is still full.
    assert!(notes(&sender).await.is_empty());
    assert_eq!(begun.elapsed(), Duration::from_secs(2));
    assert_eq!(busy.stats().waiting, 1);
}

#[tokio::test(start_paused = true)]
async fn s5_send_never_waits_for_the_senders_own_mailbox() {
    let mut runtime = ActonApp::launch();
    let mut desk = desk(&mut runtime);
    desk.try_mutate_on::<Overfill>(|actor, _| {
        let own = actor.handle().clone();
        Reply::try_pending(async move {
            own.send(Note(1)).await?;
            Ok::<_, SendError<Note>>(Refused(own.send(Note(2)).await == Err(SendError::Full(Note(2)))))
        })
    });
    let desk = desk.start().await;
    let begun = Instant::now();
    assert!(matches!(desk.ask(Overfill).await, Ok(Refused(true))));
    assert_eq!(notes(&desk).await, [1]);
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn s6_senders_are_woken_in_the_order_in_which_they_began_to_wait() {
    let mut runtime = ActonApp::launch();
    let desk = full_desk(&mut runtime, 5).await;
    let mut senders = Vec::new();
    for number in 2..20 {
        let desk = desk.clone();
        senders.push(tokio::spawn(async move { desk.send(Note(number)).await }));
        yield_now().await;
    }
    for sender in senders {
        sender.await.unwrap().unwrap();
    }
    assert_eq!(notes(&desk).await, (1..20).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_sender_goes_on_with_the_first_place_however_much_the_actor_has_in_hand() {
    let mut runtime = ActonApp::launch();
    let mut desk = desk(&mut runtime);
    desk.mailbox_capacity(200);
    let desk = desk.start().await;
    let began = Instant::now();
    while desk.try_send(Busy(1)).is_ok() {}
    for seconds in 0..3 {
        desk.send(Busy(1)).await.unwrap();
        assert_eq!(began.elapsed(), Duration::from_secs(seconds));
    }
}

#[tokio::test(start_paused = true)]
async fn s7_a_send_dropped_while_it_waits_has_not_sent() {
    let mut runtime = ActonApp::launch();
    let desk = full_desk(&mut runtime, 5).await;
    let dropped = tokio::time::timeout(Duration::from_secs(1), desk.send(Note(2))).await;
    assert!(dropped.is_err());
    desk.send(Note(3)).await.unwrap();
    assert_eq!(notes(&desk).await, [1, 3]);
}

#[tokio::test(start_paused = true)]
async fn s8_a_reply_to_a_plain_send_vanishes() {
    let mut runtime = ActonApp::launch();
    let (told, heard) = tokio::sync::oneshot::channel();
    let told = std::sync::Mutex::new(Some(told));
    let mut desk = runtime.new_actor::<Desk>();
    desk.mutate_on::<Note>(move |_, ctx| {
        let (reply, told) = (ctx.reply_envelope(), told.lock().unwrap().take());
        Reply::pending(async move {
            let _ = told.unwrap().send(reply.send(Note(2)).await);
        })
    });
    let desk = desk.start().await;
    desk.send(Note(1)).await.unwrap();
    assert_eq!(heard.await, Ok(false));
}

#[tokio::test(start_paused = true)]
async fn s9_messages_sent_before_the_start_wait_in_the_mailbox() {
    let mut runtime = ActonApp::launch();
    let desk = desk(&mut runtime);
    desk.handle().send(Note(1)).await.unwrap();
    assert_eq!(desk.handle().stats().waiting, 1);
    let desk = desk.start().await;
    assert_eq!(notes(&desk).await, [1]);
}
