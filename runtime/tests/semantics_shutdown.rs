//! `docs/semantics.md`, part L from L11: the end of all actors.

use std::sync::Arc;
use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

#[acton_message]
struct Work;

#[acton_message]
struct Endless;

#[acton_message]
struct EndlessRead;

#[acton_actor]
struct Worker {
    /// Each future that runs holds a clone.
    running: Arc<()>,
}

fn configure(worker: &mut ActorBuilder<Worker>) {
    worker
        .mutate_on::<Work>(|_, _| Reply::pending(sleep(Duration::from_secs(1))))
        .mutate_on::<Endless>(|actor, _| {
            let running = actor.model.running.clone();
            Reply::pending(async move {
                std::future::pending::<()>().await;
                drop(running);
            })
        })
        .act_on::<EndlessRead>(|actor, _| {
            let running = actor.model.running.clone();
            Reply::pending(async move {
                std::future::pending::<()>().await;
                drop(running);
            })
        });
}

fn worker(runtime: &mut ActonRuntime, name: &str, running: &Arc<()>) -> ActorBuilder<Worker> {
    let running = running.clone();
    let mut worker = runtime.new_actor_with(name, move || Worker { running: running.clone() });
    configure(&mut worker);
    worker
}

#[tokio::test(start_paused = true)]
async fn l11_shutdown_all_stops_all_actors_draining_each() {
    let mut runtime = ActonApp::launch();
    let running = Arc::default();
    let mut workers = Vec::new();
    for name in ["one", "two", "three"] {
        workers.push(worker(&mut runtime, name, &running).start().await);
    }
    for worker in &workers {
        worker.send(Work).await.unwrap();
        worker.send(Work).await.unwrap();
    }
    let begun = Instant::now();
    runtime.shutdown_all().await.unwrap();
    assert_eq!(begun.elapsed(), Duration::from_secs(2), "they drain beside each other");
    assert!(workers.iter().all(|worker| worker.stats().handled == 2));
    assert_eq!(Arc::strong_count(&running), 1);
}

#[tokio::test(start_paused = true)]
async fn l12_shutdown_all_cuts_what_has_not_ended_in_time_for_a_process_to_end_in_5_seconds() {
    let mut runtime = ActonApp::launch();
    let running = Arc::default();
    let quick = worker(&mut runtime, "quick", &running).start().await;
    let reader = worker(&mut runtime, "reader", &running).start().await;
    let mut parent = worker(&mut runtime, "parent", &running);
    let state = running.clone();
    parent.after_start(move |actor| {
        let state = state.clone();
        let mut child = actor.new_child_with("child", move || Worker { running: state.clone() });
        configure(&mut child);
        Reply::pending(async move {
            child.start().await.send(Endless).await.unwrap();
        })
    });
    let parent = parent.start().await;
    reader.send(EndlessRead).await.unwrap();
    quick.send(Work).await.unwrap();
    yield_now().await;

    let begun = Instant::now();
    let error = runtime.shutdown_all().await.unwrap_err();
    assert_eq!(error.cut, ["reader", "parent", "child"]);
    assert!(
        error.to_string().starts_with("stopping took too long and cut: reader, parent, child;"),
        "{error}"
    );
    assert_eq!(begun.elapsed(), Duration::from_millis(4_750));
    for actor in [quick, reader, parent] {
        actor.stop().await;
    }
    // The tasks let go of their futures when they are next polled.
    for _ in 0..3 {
        yield_now().await;
    }
    assert_eq!(Arc::strong_count(&running), 1);
}

#[tokio::test(start_paused = true)]
async fn l13_after_shutdown_all_an_actor_that_starts_stops_at_once() {
    let mut runtime = ActonApp::launch();
    runtime.shutdown_all().await.unwrap();
    let late = worker(&mut runtime, "late", &Arc::default()).start().await;
    assert!(late.is_stopped());
    late.stop().await;
    runtime.shutdown_all().await.unwrap();
}
