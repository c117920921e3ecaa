use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::AsyncWrite;

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

/// A peer that takes everything and knows where it was.
#[derive(Default)]
struct Places(Vec<usize>);

impl AsyncWrite for Places {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.push(bytes.as_ptr().addr());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.extend(slices.iter().map(|slice| slice.as_ptr().addr()));
        Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_large_value_is_written_from_where_it_is_whatever_comes_before_and_behind_it() {
    for len in [SEGMENT / 2, SEGMENT, 3 * SEGMENT] {
        let mut outbox = Outbox::default();
        let mut flight = outbox.flight();
        let value: Vec<u8> = vec![7; len];
        let place = value.as_ptr().addr();
        outbox.append(|out| out.push(b'<'));
        outbox.append_whole(value);
        outbox.append(|out| out.push(b'>'));
        outbox.load(&mut flight);
        let mut peer = Places::default();
        while !flight.is_empty() {
            let cx = &mut Context::from_waker(Waker::noop());
            assert!(flight.poll_write(cx, &mut peer).is_ready());
            outbox.load(&mut flight);
        }
        assert_eq!((peer.0.len(), peer.0[1]), (3, place), "{len} bytes");
    }
}
