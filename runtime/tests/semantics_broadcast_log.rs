//! `docs/semantics.md`, part B: the log of missed broadcasts.
//!
//! Alone in its process: whether a line is logged at all is cached for all threads, and another test that
//! misses a broadcast at the same time would decide it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use acton_reactive::prelude::*;
use tokio::time::advance;
use tracing::field::{Field, Visit};
use tracing::span;

#[acton_message]
struct News;

/// Counts the log lines about missed broadcasts, and the broadcasts they speak of.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<AtomicU64>,
    missed: Arc<AtomicU64>,
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn event(&self, event: &tracing::Event<'_>) {
        struct Count(u64);
        impl Visit for Count {
            fn record_u64(&mut self, field: &Field, value: u64) {
                self.0 += if field.name() == "count" { value } else { 0 };
            }

            fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
        }
        let mut count = Count(0);
        event.record(&mut count);
        self.lines.fetch_add(count.0.min(1), Ordering::Relaxed);
        self.missed.fetch_add(count.0, Ordering::Relaxed);
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn b3_missed_broadcasts_are_logged_at_most_once_a_second() {
    let mut runtime = ActonApp::launch();
    let mut full = runtime.new_actor_with("full", || ());
    full.mailbox_capacity(1).mutate_on::<News>(|_, _| Reply::ready());
    // Not started: what is in its mailbox stays there.
    let handle = full.handle().clone();
    handle.subscribe::<News>();
    handle.send(News).await.unwrap();
    let log = Log::default();
    let _logged = tracing::subscriber::set_default(log.clone());
    let lines = || (log.lines.load(Ordering::Relaxed), log.missed.load(Ordering::Relaxed));
    for _ in 0..5 {
        runtime.broker().broadcast(News).await;
    }
    assert_eq!(lines(), (1, 1));
    advance(Duration::from_secs(1)).await;
    runtime.broker().broadcast(News).await;
    assert_eq!(lines(), (2, 6));
}
