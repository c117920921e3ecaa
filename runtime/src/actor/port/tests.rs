//! What an actor promises a port: when it is told, and how a reply waits for room.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use super::*;
use crate::actor::delivery::Delivery;
use crate::actor::system::System;
use crate::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

#[crate::acton_message]
struct Item;

#[crate::acton_message]
struct Stream;

/// Notes what it is told; takes items while there is room.
#[derive(Default)]
struct Stub {
    told: Mutex<Vec<&'static str>>,
    has_room: AtomicBool,
    patience: Option<Duration>,
    room: Notify,
    cancellation: Cancellation,
}

impl Stub {
    fn note(&self, what: &'static str) {
        self.told.lock().push(what);
    }

    fn make_room(&self) {
        self.has_room.store(true, Ordering::Relaxed);
        self.room.notify_waiters();
    }

    fn told(&self) -> Vec<&'static str> {
        self.told.lock().clone()
    }
}

impl ReplyPort for Stub {
    fn start(&self, exclusive: bool) -> bool {
        self.note(if exclusive { "start exclusive" } else { "start" });
        true
    }

    fn offer(&self, _reply: &mut dyn Outgoing, waiting_since: Option<Instant>) -> Offer {
        if self.has_room.load(Ordering::Relaxed) {
            self.note("item");
            return Offer::Streamed;
        }
        let waited = waiting_since.map_or(Duration::ZERO, |since| since.elapsed());
        Offer::Wait { patience: self.patience.map(|patience| patience.saturating_sub(waited)) }
    }

    fn conclude(&self, _outcome: Outcome) {
        self.note("conclude");
    }

    fn handler_ended(&self) {
        self.note("handler ended");
    }

    fn waiting(&self, begins: bool, _waited: Duration) {
        self.note(if begins { "wait" } else { "waited" });
    }

    fn stalled(&self) {
        self.note("stalled");
    }

    fn room(&self) -> Option<&Notify> {
        Some(&self.room)
    }

    fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }
}

/// Handles `Stream` by one item, as a read or alone; one read at a time.
async fn streamer(exclusive: bool) -> ActorHandle {
    async fn stream(ctx: Context<Stream>) {
        ctx.reply_envelope().send(Item).await;
    }
    let mut streamer = ActorBuilder::new("streamer", System::alone(), None, Box::new(|| ()));
    streamer.max_running_reads(1);
    if exclusive {
        streamer.mutate_on::<Stream>(|_, ctx| Reply::pending(stream(ctx)));
    } else {
        streamer.act_on::<Stream>(|_, ctx| Reply::pending(stream(ctx)));
    }
    streamer.start().await
}

fn request(actor: &ActorHandle, port: Stub) -> Arc<Stub> {
    let port = Arc::new(port);
    let delivery = Delivery { port: Some(port.clone()), ..Delivery::plain(Stream) };
    assert!(actor.shared().mailbox.push(delivery).is_ok());
    port
}

#[tokio::test(start_paused = true)]
async fn the_handler_has_ended_when_its_future_has() {
    for (exclusive, start) in [(false, "start"), (true, "start exclusive")] {
        let streamer = streamer(exclusive).await;
        let port = request(&streamer, Stub::default());
        tokio::time::sleep(SECOND).await;
        assert_eq!(port.told(), [start, "wait"]);
        port.make_room();
        streamer.stop().await;
        assert_eq!(port.told(), [start, "wait", "item", "waited", "handler ended"]);
        assert_eq!(Arc::strong_count(&port), 1, "the runtime let go of it");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_waits_for_its_consumer_lends_its_place() {
    let streamer = streamer(false).await;
    let slow = request(&streamer, Stub::default());
    let quick = request(&streamer, Stub { has_room: true.into(), ..Stub::default() });
    tokio::time::sleep(SECOND).await;
    assert_eq!(quick.told(), ["start", "item", "handler ended"]);
    slow.make_room();
    streamer.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_exclusive_wait_that_outlasts_its_patience_stalls() {
    let streamer = streamer(true).await;
    let begun = Instant::now();
    let port = request(&streamer, Stub { patience: Some(SECOND), ..Stub::default() });
    streamer.stop().await;
    assert_eq!(begun.elapsed(), SECOND);
    assert_eq!(port.told(), ["start exclusive", "wait", "stalled", "waited", "handler ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_its_request() {
    let streamer = streamer(true).await;
    let port = request(&streamer, Stub::default());
    tokio::time::sleep(SECOND).await;
    port.cancellation.cancel();
    streamer.stop().await;
    assert_eq!(port.told(), ["start exclusive", "wait", "waited", "handler ended"]);
}
