use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::*;

/// Writes what is in flight into a peer that takes everything.
fn write(flight: &mut Flight) -> Vec<u8> {
    let mut peer = Vec::new();
    while !flight.is_empty() {
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(matches!(flight.poll_write(cx, &mut Pin::new(&mut peer)), Poll::Ready(Ok(1..))));
    }
    peer
}

fn filled(bytes: usize) -> (Outbox, Flight) {
    let mut outbox = Outbox::default();
    let mut flight = outbox.flight();
    assert_eq!(outbox.append(|out| out.resize(bytes, 7)), bytes as u64);
    outbox.load(&mut flight);
    (outbox, flight)
}

#[test]
fn what_was_written_is_queued_no_more_before_the_writer_says_so() {
    let (outbox, mut flight) = filled(100);
    assert!(outbox.is_loaded() && outbox.queued() == 100);
    assert_eq!(write(&mut flight), [7; 100]);
    assert_eq!(outbox.queued(), 0);
}

#[test]
fn what_is_queued_while_more_leaves_still_counts_as_more() {
    let (mut outbox, mut flight) = filled(1_000);
    let (entered, queued) = (outbox.entered(), outbox.queued());
    outbox.append(|out| out.push(7));
    write(&mut flight);
    assert!(outbox.queued() < queued);
    assert!(outbox.entered() > entered);
}

#[test]
fn a_queue_that_was_cleared_amid_a_flight_is_empty_and_takes_more() {
    let (mut outbox, mut flight) = filled(100);
    outbox.clear();
    assert_eq!(outbox.queued(), 0);
    write(&mut flight);
    assert_eq!(outbox.queued(), 0);
}
