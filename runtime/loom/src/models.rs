//! The promises, each a model of few threads that meet in every order with at most two pre-emptions.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::Poll;

use loom::future::block_on;
use loom::sync::Arc;
use loom::thread;

use crate::actor::cancellation::Cancellation;
use crate::actor::lanes::Delivery;
use crate::actor::mailbox::{Mailbox, Refusal};

mod reads;

/// Runs it in every order.
fn in_every_order(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(model);
}

/// What an actor handles until its mailbox is closed, or it has had so many.
fn handle(mailbox: &Mailbox, most: usize) -> Vec<u32> {
    let (mut batch, mut handled) = (VecDeque::new(), Vec::new());
    block_on(poll_fn(|cx| {
        loop {
            let open = mailbox.take(&mut batch, cx);
            if batch.is_empty() {
                return if open { Poll::Pending } else { Poll::Ready(()) };
            }
            while let Some(Delivery(number)) = batch.pop_front() {
                mailbox.started(batch.len());
                handled.push(number);
            }
            if handled.len() == most {
                return Poll::Ready(());
            }
        }
    }));
    handled
}

#[test]
fn every_message_is_handled_though_the_actor_falls_asleep_and_each_senders_in_order() {
    in_every_order(|| {
        let mailbox = Arc::new(Mailbox::new());
        let senders: Vec<_> = [[1, 2], [11, 12]]
            .into_iter()
            .map(|numbers| {
                let mailbox = mailbox.clone();
                thread::spawn(move || {
                    for number in numbers {
                        mailbox.push(Delivery(number)).expect("there is room");
                    }
                })
            })
            .collect();
        let handled = handle(&mailbox, 4);
        for first in [1, 11] {
            let of_one: Vec<_> = handled.iter().filter(|number| *number / 10 == first / 10).collect();
            assert_eq!(of_one, [&first, &(first + 1)]);
        }
        for sender in senders {
            sender.join().expect("it has room");
        }
    });
}

#[test]
fn a_message_is_either_handled_or_handed_back_by_a_mailbox_that_closes() {
    in_every_order(|| {
        let mailbox = Arc::new(Mailbox::new());
        let sender = thread::spawn({
            let mailbox = mailbox.clone();
            move || {
                let taken = (1..=2).take_while(|number| mailbox.push(Delivery(*number)).is_ok());
                taken.collect::<Vec<_>>()
            }
        });
        let closer = thread::spawn({
            let mailbox = mailbox.clone();
            move || mailbox.close()
        });
        let handled = handle(&mailbox, usize::MAX);
        closer.join().expect("it closes");
        assert_eq!(handled, sender.join().expect("it sends"));
    });
}

#[test]
fn what_waits_never_exceeds_the_capacity_and_a_full_mailbox_hands_back() {
    in_every_order(|| {
        let mailbox = Arc::new(Mailbox::new());
        mailbox.set_capacity(1);
        let senders: Vec<_> = [1, 2]
            .into_iter()
            .map(|number| {
                let mailbox = mailbox.clone();
                thread::spawn(move || {
                    let pushed = mailbox.push(Delivery(number));
                    assert!(mailbox.len() <= 1);
                    match pushed {
                        Ok(_) => true,
                        Err((Delivery(back), refusal)) => {
                            assert_eq!((back, refusal), (number, Refusal::Full));
                            false
                        }
                    }
                })
            })
            .collect();
        let handled = handle(&mailbox, 1);
        assert_eq!(handled.len(), 1);
        let taken =
            senders.into_iter().filter_map(|sender| sender.join().expect("it sends").then_some(())).count();
        assert_eq!(taken, 1 + mailbox.len());
    });
}

#[test]
fn who_waits_for_a_cancellation_learns_of_it_whenever_it_comes() {
    in_every_order(|| {
        let cancellation = Arc::new(Cancellation::default());
        let canceller = thread::spawn({
            let cancellation = cancellation.clone();
            move || cancellation.cancel()
        });
        block_on(cancellation.cancelled());
        assert!(cancellation.is_cancelled());
        canceller.join().expect("it cancels");
    });
}
