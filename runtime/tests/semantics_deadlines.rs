//! `docs/semantics.md`, part Q from Q10: deadlines, chains of asks, askers that go.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

const SHORT: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(20);

/// Asks the next in line to do the same; the last in line never answers.
#[acton_message]
struct PassOn;

#[acton_message]
struct Meet(ActorHandle);

#[acton_message]
struct Answer(Result<(), AskError>);

#[acton_message]
struct Rest;

#[acton_actor]
struct Link {
    next: Option<ActorHandle>,
}

async fn link(runtime: &mut ActonRuntime, name: &str, next: Option<ActorHandle>) -> ActorHandle {
    let mut link = runtime.new_actor_with(name, move || Link { next: next.clone() });
    link.mailbox_capacity(1)
        .mutate_on::<PassOn>(|actor, ctx| {
            let next = actor.model.next.clone();
            Reply::pending(async move {
                match next {
                    Some(next) => {
                        if let Ok(answer) = next.ask_within::<Answer>(PassOn, LONG).await {
                            ctx.reply_envelope().send(answer).await;
                        }
                    }
                    None => ctx.cancelled().await,
                }
            })
        })
        .mutate_on::<Meet>(|actor, ctx| {
            let (reply, own, Meet(other)) =
                (ctx.reply_envelope(), actor.handle().clone(), ctx.message().clone());
            Reply::pending(async move {
                let answer = other.ask::<Answer>(Meet(own)).await;
                reply.send(Answer(answer.map(drop))).await;
            })
        })
        .mutate_on::<Rest>(|_, _| Reply::pending(sleep(LONG)));
    link.start().await
}

fn timeout_of(answer: Result<Answer, AskError>) -> String {
    match answer {
        Err(AskError::Timeout(chain)) => chain,
        other => panic!("no timeout but {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn q10_an_ask_inside_a_handler_ends_no_later_than_its_request() {
    let mut runtime = ActonApp::launch();
    let last = link(&mut runtime, "last", None).await;
    let middle = link(&mut runtime, "middle", Some(last)).await;
    let first = link(&mut runtime, "first", Some(middle.clone())).await;
    let begun = Instant::now();
    let _ = first.ask_within::<Answer>(PassOn, SHORT).await;
    // Free again at the deadline, though each link gave the next one ten times as long.
    middle.stop().await;
    assert_eq!(begun.elapsed(), SHORT);
}

#[tokio::test(start_paused = true)]
async fn q11_a_timeout_names_who_waited_for_whom() {
    let mut runtime = ActonApp::launch();
    let last = link(&mut runtime, "c", None).await;
    let middle = link(&mut runtime, "b", Some(last)).await;
    let first = link(&mut runtime, "a", Some(middle)).await;
    assert_eq!(timeout_of(first.ask_within(PassOn, SHORT).await), "a → b → c");
}

#[tokio::test(start_paused = true)]
async fn q12_a_message_whose_asker_has_gone_before_it_started_never_starts() {
    let mut runtime = ActonApp::launch();
    let busy = link(&mut runtime, "busy", None).await;
    busy.send(Rest).await.unwrap();
    yield_now().await;
    let answer = busy.ask_within::<Answer>(Rest, SHORT).await;
    assert_eq!(timeout_of(answer), "busy");
    // A place in the mailbox is still taken; the second asker waits for it and gives up.
    assert!(timeout(SHORT, busy.ask::<Answer>(PassOn)).await.is_err());
    // The actor is free at the very moment of the deadline: too late as well.
    let other = link(&mut runtime, "other", None).await;
    other.send(Rest).await.unwrap();
    yield_now().await;
    let asked = other.clone();
    let answer = tokio::spawn(async move { asked.ask_within(PassOn, LONG).await }).await;
    assert_eq!(timeout_of(answer.unwrap()), "other");
    assert_eq!(other.stats().handled, 1);
    busy.stop().await;
    assert_eq!(busy.stats().handled, 1);
}

/// A handler's future: says that it began, waits to be let on, says that it went on.
#[derive(Clone, Default)]
struct Steps {
    began: Arc<Notify>,
    go_on: Arc<Notify>,
    went_on: Arc<AtomicBool>,
    saw_it_cancelled: Arc<AtomicBool>,
}

impl Steps {
    async fn take<M: Message>(self, ctx: Context<M>, reply: bool) {
        if reply {
            ctx.reply_envelope().send(Answer(Ok(()))).await;
        }
        self.began.notify_one();
        self.go_on.notified().await;
        self.saw_it_cancelled.store(ctx.is_cancelled(), Ordering::Relaxed);
        self.went_on.store(true, Ordering::Relaxed);
    }

    fn seen(&self) -> (bool, bool) {
        (self.went_on.load(Ordering::Relaxed), self.saw_it_cancelled.load(Ordering::Relaxed))
    }
}

#[tokio::test(start_paused = true)]
async fn q13_when_the_asker_goes_a_read_is_dropped_and_a_mutate_runs_on() {
    let mut runtime = ActonApp::launch();
    let (read, mutate) = (Steps::default(), Steps::default());
    let mut actor = runtime.new_actor_with("actor", || ());
    let (reads, mutates) = (read.clone(), mutate.clone());
    actor
        .act_on::<Rest>(move |_, ctx| Reply::pending(reads.clone().take(ctx, false)))
        .mutate_on::<PassOn>(move |_, ctx| Reply::pending(mutates.clone().take(ctx, false)));
    let actor = actor.start().await;

    assert!(timeout(SHORT, actor.ask::<Answer>(Rest)).await.is_err());
    read.go_on.notify_one();
    assert!(timeout(SHORT, actor.ask::<Answer>(PassOn)).await.is_err());
    mutate.go_on.notify_one();
    actor.stop().await;
    assert_eq!((read.seen(), mutate.seen()), ((false, false), (true, true)));
}

#[tokio::test(start_paused = true)]
async fn q14_an_answer_cancels_nothing() {
    let mut runtime = ActonApp::launch();
    let steps = Steps::default();
    let mut actor = runtime.new_actor_with("actor", || ());
    let reads = steps.clone();
    actor.act_on::<Rest>(move |_, ctx| Reply::pending(reads.clone().take(ctx, true)));
    let actor = actor.start().await;
    assert!(actor.ask::<Answer>(Rest).await.is_ok());
    steps.began.notified().await;
    steps.go_on.notify_one();
    actor.stop().await;
    assert_eq!(steps.seen(), (true, false));
}

#[tokio::test(start_paused = true)]
async fn q15_actors_that_ask_each_other_or_themselves_get_an_answer_by_the_deadline() {
    let mut runtime = ActonApp::launch();
    let (left, right) = (link(&mut runtime, "left", None).await, link(&mut runtime, "right", None).await);
    let begun = Instant::now();
    let each_other = left.ask_within::<Answer>(Meet(right), SHORT).await;
    let itself = left.ask_within::<Answer>(Meet(left.clone()), SHORT).await;
    assert_eq!(begun.elapsed(), SHORT * 2);
    let chains = [each_other, itself].map(|answer| match answer {
        // The handler's own ask ended at the same time, and its answer came first.
        Ok(Answer(Err(error))) | Err(error) => error.to_string(),
        Ok(Answer(Ok(()))) => panic!("nobody could answer"),
    });
    assert_eq!(chains, ["no reply in time from left → right → left", "no reply in time from left → left"]);
}

#[tokio::test(start_paused = true)]
async fn q16_an_actor_that_asks_itself_while_its_mailbox_is_full_learns_it_at_once() {
    let mut runtime = ActonApp::launch();
    let mut narcissus = runtime.new_actor_with("narcissus", || ());
    narcissus.mailbox_capacity(1).mutate_on::<Meet>(|actor, ctx| {
        let (reply, own) = (ctx.reply_envelope(), actor.handle().clone());
        Reply::pending(async move {
            own.send(ctx.message().clone()).await.unwrap();
            let answer = own.ask::<Answer>(ctx.message().clone()).await;
            reply.send(Answer(answer.map(drop))).await;
        })
    });
    let narcissus = narcissus.start().await;
    let begun = Instant::now();
    let Answer(own) = narcissus.ask(Meet(narcissus.clone())).await.unwrap();
    assert_eq!(own, Err(AskError::Full("narcissus".to_owned())));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}
