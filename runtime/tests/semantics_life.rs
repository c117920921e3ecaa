//! `docs/semantics.md`, part L: from the start of an actor to its end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::time::{Instant, sleep, timeout};

const WORK: Duration = Duration::from_secs(2);

#[acton_message]
struct Work;

#[acton_message]
struct Read;

#[acton_message]
struct Spawn;

#[acton_message]
struct StopParent(ActorHandle);

#[acton_message]
struct Done;

#[derive(Clone, Debug, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn note(&self, who: &str, what: &str) {
        self.0.lock().unwrap().push(format!("{who}: {what}"));
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

#[acton_actor(no_default)]
struct Worker {
    events: Events,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.events.note("worker", "state dropped");
    }
}

/// Notes its hooks, and its work when that is done.
fn configure(worker: &mut ActorBuilder<Worker>) {
    fn hook(what: &'static str) -> impl Fn(&mut ManagedActor<Worker>) -> Reply + Send + Sync + 'static {
        move |actor| {
            let (events, name) = (actor.model.events.clone(), actor.name().to_owned());
            Reply::pending(async move {
                sleep(Duration::from_millis(1)).await;
                events.note(&name, what);
            })
        }
    }
    worker
        .before_start(hook("before_start"))
        .after_start(hook("after_start"))
        .before_stop(hook("before_stop"))
        .after_stop(hook("after_stop"))
        .mutate_on::<Work>(|actor, ctx| {
            let (events, name) = (actor.model.events.clone(), actor.name().to_owned());
            Reply::pending(async move {
                sleep(WORK).await;
                events.note(&name, "worked");
                ctx.reply_envelope().send(Done).await;
            })
        })
        .act_on::<Read>(|actor, _| {
            let (events, name) = (actor.model.events.clone(), actor.name().to_owned());
            Reply::pending(async move {
                sleep(WORK * 2).await;
                events.note(&name, "read");
            })
        })
        .try_mutate_on::<Spawn>(|actor, _| {
            let events = actor.model.events.clone();
            let mut child = actor.new_child_with("child", move || Worker { events: events.clone() });
            configure(&mut child);
            Reply::try_pending(async move {
                child.start().await;
                Ok::<_, std::fmt::Error>(Done)
            })
        })
        .try_mutate_on::<StopParent>(|_, ctx| {
            Reply::try_pending(async move {
                ctx.message().0.stop().await;
                Ok::<_, std::fmt::Error>(Done)
            })
        });
}

fn worker(runtime: &mut ActonRuntime) -> (ActorBuilder<Worker>, Events) {
    let events = Events::default();
    let state = events.clone();
    let mut worker = runtime.new_actor_with("worker", move || Worker { events: state.clone() });
    configure(&mut worker);
    (worker, events)
}

#[tokio::test(start_paused = true)]
async fn l1_the_hooks_run_in_order() {
    let mut runtime = ActonApp::launch();
    let (worker, events) = worker(&mut runtime);
    let worker = worker.start().await;
    assert_eq!(events.all(), ["worker: before_start"]);
    worker.send(Read).await.unwrap();
    worker.ask::<Done>(Spawn).await.unwrap();
    worker.ask::<Done>(Work).await.unwrap();
    worker.stop().await;
    assert_eq!(
        events.all(),
        [
            "worker: before_start",
            "worker: after_start",
            "child: before_start",
            "child: after_start",
            "worker: worked",
            "worker: read",
            "worker: before_stop",
            "child: before_stop",
            "child: after_stop",
            "worker: state dropped",
            "worker: after_stop",
            "worker: state dropped",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn l2_stop_drains_the_mailbox_and_lets_reads_finish() {
    let mut runtime = ActonApp::launch();
    let (worker, events) = worker(&mut runtime);
    let worker = worker.start().await;
    worker.send(Work).await.unwrap();
    worker.send(Work).await.unwrap();
    worker.send(Read).await.unwrap();
    worker.stop().await;
    assert_eq!(events.all()[2..5], ["worker: worked", "worker: worked", "worker: read"]);
}

#[tokio::test(start_paused = true)]
async fn l3_from_the_stop_on_the_mailbox_takes_no_more() {
    let mut runtime = ActonApp::launch();
    let (worker, _) = worker(&mut runtime);
    let worker = worker.start().await;
    worker.send(Work).await.unwrap();
    assert!(timeout(Duration::ZERO, worker.stop()).await.is_err());
    assert!(worker.is_stopped());
    assert!(matches!(worker.try_send(Work), Err(SendError::Stopped(Work))));
    // The wait was dropped; the stop goes on.
    worker.stop().await;
    assert_eq!(worker.stats().handled, 1);
}

#[tokio::test(start_paused = true)]
async fn l4_a_stop_from_inside_does_not_wait() {
    let mut runtime = ActonApp::launch();
    let (itself, _) = worker(&mut runtime);
    let itself = itself.start().await;
    assert!(itself.ask::<Done>(StopParent(itself.clone())).await.is_ok());
    itself.stop().await;

    let (parent, _) = worker(&mut runtime);
    let parent = parent.start().await;
    parent.ask::<Done>(Spawn).await.unwrap();
    let child = parent.children().remove(0);
    assert!(child.ask::<Done>(StopParent(parent.clone())).await.is_ok());
    parent.stop().await;
    assert!(child.is_stopped());
}

#[tokio::test(start_paused = true)]
async fn l5_children_stop_with_their_parent_and_drain_too() {
    let mut runtime = ActonApp::launch();
    let (parent, events) = worker(&mut runtime);
    let parent = parent.start().await;
    parent.ask::<Done>(Spawn).await.unwrap();
    let child = parent.children().remove(0);
    child.send(Work).await.unwrap();
    child.send(Work).await.unwrap();
    parent.stop().await;
    assert_eq!(events.all().iter().filter(|event| *event == "child: worked").count(), 2);
    assert!(child.is_stopped() && parent.children().is_empty());
}

#[tokio::test(start_paused = true)]
async fn l6_a_child_started_when_its_parent_has_stopped_stops_at_once() {
    let mut runtime = ActonApp::launch();
    let late = Arc::new(Mutex::new(None));
    let kept = late.clone();
    let mut parent = runtime.new_actor_with("parent", || ());
    parent.before_start(move |actor| {
        *kept.lock().unwrap() = Some(actor.new_child::<()>("late"));
        Reply::ready()
    });
    let parent = parent.start().await;
    parent.stop().await;
    let child = late.lock().unwrap().take().unwrap();
    let child = child.start().await;
    assert!(child.is_stopped() && parent.children().is_empty());
    child.stop().await;
}

#[tokio::test(start_paused = true)]
async fn l7_dropping_handles_stops_nothing() {
    let mut runtime = ActonApp::launch();
    let (worker, events) = worker(&mut runtime);
    let worker = worker.start().await;
    worker.subscribe::<Work>();
    drop(worker);
    sleep(WORK).await;
    runtime.broker().broadcast(Work).await;
    sleep(WORK * 2).await;
    assert!(events.all().contains(&"worker: worked".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn l8_an_actor_never_started_lets_go_of_what_it_was_sent() {
    let mut runtime = ActonApp::launch();
    let (worker, _) = worker(&mut runtime);
    let handle = worker.handle().clone();
    // Nobody runs it yet, so a stop has nothing to wait for.
    handle.send(Work).await.unwrap();
    let begun = Instant::now();
    let (answer, ()) = tokio::join!(handle.ask::<Done>(Work), async { drop(worker) });
    assert_eq!(answer.unwrap_err(), AskError::Stopped("worker".to_owned()));
    assert_eq!((begun.elapsed(), handle.stats().waiting), (Duration::ZERO, 0));
    handle.stop().await;
}

#[tokio::test(start_paused = true)]
async fn l9_a_name_is_kept_exactly_and_an_ern_is_its_actors_own() {
    let mut runtime = ActonApp::launch();
    let name = "Überraschung / 7 €";
    let twins: [_; 2] = std::array::from_fn(|_| runtime.new_actor_with_name::<()>(name.to_owned()));
    let [one, other] = twins.map(|twin| (twin.handle().name().to_owned(), twin.handle().ern().to_owned()));
    assert_eq!((one.0.as_str(), other.0.as_str()), (name, name));
    assert_ne!(one.1, other.1);
    assert!(one.1.starts_with(&format!("ern:acton:reactive:component:{name}_")));
    let unnamed = runtime.new_actor::<String>();
    assert_eq!(unnamed.handle().name(), "String");
    // That a restart keeps both is P3.
}

#[tokio::test(start_paused = true)]
async fn l10_the_state_is_gone_when_stop_returns() {
    let mut runtime = ActonApp::launch();
    let (worker, events) = worker(&mut runtime);
    let worker = worker.start().await;
    worker.stop().await;
    assert_eq!(events.all().last().unwrap(), "worker: state dropped");
}
