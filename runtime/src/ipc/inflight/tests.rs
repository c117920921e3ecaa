use super::*;

fn arrive(inflight: &mut Inflight, kind: Kind, size: usize) -> usize {
    let (timeout, now) = (Duration::from_secs(30), Instant::now());
    let terms = Terms { format: Format::Json, kind, timeout, credit: None };
    inflight.open(&Arrival { id: "r", terms, size, now })
}

#[test]
fn whom_an_actor_has_come_to_is_waited_for_no_more() {
    let mut inflight = Inflight::default();
    let [first, second, third] =
        [Kind::Call, Kind::Stream, Kind::Post].map(|kind| arrive(&mut inflight, kind, 1));
    inflight.start(first, Progress::Started);
    assert!(inflight.has_unstarted());
    inflight.close(first);
    inflight.close(second);
    assert!(inflight.has_unstarted(), "the third has not started");
    inflight.start(third, Progress::Exclusive);
    // Its handler may ask for it again.
    inflight.start(third, Progress::Started);
    assert!(!inflight.has_unstarted());
    inflight.close(third);
    assert!(!inflight.has_unstarted());
}

#[test]
fn what_is_in_flight_is_counted_until_it_ends_and_a_posts_bytes_until_it_starts() {
    let mut inflight = Inflight::default();
    let slots = [Kind::Call, Kind::Stream, Kind::Post].map(|kind| arrive(&mut inflight, kind, 10));
    assert_eq!((inflight.count(), inflight.bytes()), (2, 30), "a post owes no answer");
    inflight.release(slots[2]);
    assert_eq!((inflight.count(), inflight.bytes()), (2, 20));
    for (slot, left) in slots.into_iter().zip([(1, 10), (0, 0), (0, 0)]) {
        inflight.close(slot);
        assert_eq!((inflight.count(), inflight.bytes()), left);
    }
}
