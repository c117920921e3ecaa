//! An actor whose reads are at their limit, or that ends once they have.

use std::future::poll_fn;
use std::task::Poll;

use loom::future::block_on;
use loom::thread;

use super::in_every_order;
use crate::actor::mailbox::Mailbox;
use crate::actor::reads::{Lent, Reads, Running};
use crate::actor::shared::ActorShared;

/// The sources hold it by the standard library's, whose count loom need not see.
fn actor(limit: usize) -> std::sync::Arc<ActorShared> {
    let actor = ActorShared { mailbox: Mailbox::new(), reads: Reads::new() };
    actor.reads.limit_to(limit);
    std::sync::Arc::new(actor)
}

/// As an actor does that has a message and no room for its read.
fn wait_for_room(actor: &ActorShared) {
    block_on(poll_fn(|cx| {
        if actor.reads.have_room() {
            return Poll::Ready(());
        }
        actor.mailbox.watch(cx);
        if actor.reads.have_room() { Poll::Ready(()) } else { Poll::Pending }
    }));
}

#[test]
fn an_actor_at_its_limit_goes_on_when_a_read_ends() {
    in_every_order(|| {
        let actor = actor(1);
        let read = Running::new(actor.clone());
        let ending = thread::spawn(move || drop(read));
        wait_for_room(&actor);
        ending.join().expect("it ends");
    });
}

#[test]
fn an_actor_at_its_limit_goes_on_when_a_read_waits_for_its_consumer() {
    in_every_order(|| {
        let actor = actor(1);
        let read = Running::new(actor.clone());
        let waits = actor.clone();
        let waiting = thread::spawn(move || {
            // The wait and the read may end while the actor looks.
            let lent = Lent::new(waits);
            drop(lent);
            drop(read);
        });
        wait_for_room(&actor);
        waiting.join().expect("it ends");
    });
}

#[test]
fn an_actor_that_is_to_end_learns_that_its_last_read_has_ended() {
    in_every_order(|| {
        let actor = actor(2);
        let reads = [Running::new(actor.clone()), Running::new(actor.clone())];
        let ending = reads.map(|read| thread::spawn(move || drop(read)));
        actor.mailbox.close();
        let mut batch = std::collections::VecDeque::new();
        block_on(poll_fn(|cx| {
            let open = actor.mailbox.take(&mut batch, cx);
            assert!(!open && batch.is_empty());
            if actor.reads.are_done() { Poll::Ready(()) } else { Poll::Pending }
        }));
        for ending in ending {
            ending.join().expect("it ends");
        }
    });
}
