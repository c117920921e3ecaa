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

#[tokio::test(start_paused = true)]
async fn an_item_that_left_gives_the_next_one_its_own_time_from_the_next_look_at_the_clock_on() {
    let mut inflight = Inflight::default();
    let slot = arrive(&mut inflight, Kind::Stream, 1);
    let first = inflight.at(slot).deadline.unwrap();
    assert!(inflight.at(slot).is_due(first));
    for _ in 0..2 {
        inflight.item_left(slot);
    }
    assert!(!inflight.at(slot).is_due(first), "when they left is not known yet");
    tokio::time::advance(Duration::from_secs(29)).await;
    inflight.move_deadlines();
    let second = Instant::now() + STALENESS + Duration::from_secs(30);
    assert_eq!(inflight.at(slot).deadline, Some(second));
    assert!(!inflight.at(slot).is_due(first) && inflight.at(slot).is_due(second));
    tokio::time::advance(Duration::from_secs(1)).await;
    inflight.refresh_deadline();
    assert_eq!(inflight.next_deadline(), Some(second), "none has left since");
    inflight.item_left(slot);
    inflight.refresh_deadline();
    assert_eq!(inflight.next_deadline(), Some(second + Duration::from_secs(1)));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_waits_or_has_ended_has_no_deadline_of_an_item_that_left_before() {
    let mut inflight = Inflight::default();
    let [waiting, ended] = [(); 2].map(|()| arrive(&mut inflight, Kind::Stream, 1));
    for slot in [waiting, ended] {
        inflight.item_left(slot);
        inflight.at(slot).deadline = None;
    }
    inflight.at(waiting).waiting = 1;
    inflight.at(ended).answered = true;
    inflight.move_deadlines();
    assert_eq!([waiting, ended].map(|slot| inflight.at(slot).deadline), [None; 2]);
}

#[test]
fn the_next_request_in_a_slot_has_nothing_of_a_stream_whose_items_left_from_it() {
    let mut inflight = Inflight::default();
    let slot = arrive(&mut inflight, Kind::Stream, 1);
    inflight.item_left(slot);
    inflight.close(slot);
    assert_eq!(arrive(&mut inflight, Kind::Call, 1), slot);
    let deadline = inflight.at(slot).deadline;
    inflight.move_deadlines();
    assert_eq!(inflight.at(slot).deadline, deadline);
}
