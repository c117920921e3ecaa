use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicUsize;
use std::task::{Context, Waker};

use super::*;
use crate::actor::system::System;

/// Counts how it was let go on.
#[derive(Default)]
struct Waiting {
    in_place: AtomicUsize,
    woken: AtomicUsize,
}

impl Waiting {
    fn counted(&self) -> (usize, usize) {
        (self.in_place.load(Ordering::Relaxed), self.woken.load(Ordering::Relaxed))
    }
}

impl Party for Waiting {
    fn go_on(self: Arc<Self>, _now: Instant) {
        self.in_place.fetch_add(1, Ordering::Relaxed);
    }

    fn wake(self: Arc<Self>) {
        self.woken.fetch_add(1, Ordering::Relaxed);
    }
}

/// Runs `life` as the one poll of an actor.
async fn polled(life: impl FnOnce(&Arc<ActorShared>)) {
    let actor = ActorShared::new("worker", System::alone(), None);
    live(actor.clone(), async { life(&actor) }).await;
}

#[tokio::test]
async fn who_takes_part_goes_on_once_a_turn_and_at_the_end_of_the_poll_at_the_latest() {
    let waiting = Arc::new(Waiting::default());
    polled(|_| {
        let first = number();
        join(waiting.clone());
        end();
        assert_eq!(waiting.counted(), (1, 0));
        assert!(number().is_some() && number() != first);
        end();
        assert_eq!(waiting.counted(), (1, 0));
        join(waiting.clone());
    })
    .await;
    assert_eq!((waiting.counted(), number()), ((2, 0), None));
}

/// One poll of another actor, within that of the first.
fn polled_inside(life: impl FnOnce()) {
    let other = ActorShared::new("other", System::alone(), None);
    let polled = pin!(live(other, async { life() })).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_ready());
}

#[tokio::test]
async fn what_a_turn_brought_leaves_before_its_handler_polls_another_actor() {
    let (waiting, inner) = (Arc::new(Waiting::default()), Arc::new(Waiting::default()));
    polled(|actor| {
        join(waiting.clone());
        polled_inside(|| {
            assert_eq!(waiting.counted(), (1, 0));
            assert!(!is_of(actor));
            join(inner.clone());
        });
        assert_eq!(inner.counted(), (1, 0));
        // Who joins no turn is woken by what it waits for.
        assert!(is_of(actor) && poll().is_none());
    })
    .await;
    assert_eq!(waiting.counted(), (1, 0));
}

#[tokio::test]
async fn a_poll_that_panics_leaves_nothing_to_the_next_on_its_thread() {
    let start = Instant::now();
    let (left, waiting) = (Arc::new(Waiting::default()), Arc::new(Waiting::default()));
    let fell = catch_unwind(AssertUnwindSafe(|| {
        polled_inside(|| {
            message(start);
            join(left.clone());
            panic!("on purpose");
        });
    }));
    assert!(fell.is_err() && poll().is_none());
    polled(|_| {
        join(waiting.clone());
        message(start + 2 * LONGEST_TURN);
        assert_eq!((waiting.counted(), left.counted()), ((0, 0), (0, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_turn_is_known_by_its_actor_and_by_no_other() {
    polled(|actor| {
        assert!(is_of(actor));
        assert!(!is_of(&ActorShared::new("other", System::alone(), None)));
    })
    .await;
}

#[tokio::test]
async fn a_turn_that_lasts_ends_before_the_next_message() {
    let waiting = Arc::new(Waiting::default());
    let start = Instant::now();
    polled(|_| {
        message(start);
        join(waiting.clone());
        message(start + LONGEST_TURN);
        assert_eq!(waiting.counted(), (0, 0));
        message(start + LONGEST_TURN + Duration::from_nanos(1));
        // It has had its thread long enough, too.
        assert_eq!(waiting.counted(), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn an_actor_gives_its_thread_back_after_so_many_messages_or_so_much_time() {
    polled(|_| {
        for _ in 1..MOST_MESSAGES {
            assert!(!handled());
        }
        assert!(handled());
    })
    .await;
    let start = Instant::now();
    polled(|_| {
        message(start);
        assert!(!handled());
        message(start + LONGEST_POLL + Duration::from_nanos(1));
        assert!(handled());
    })
    .await;
}

#[tokio::test]
async fn a_crowd_is_woken_so_that_other_threads_help() {
    let waiting = Arc::new(Waiting::default());
    polled(|_| {
        for _ in 0..=MOST_IN_PLACE {
            join(waiting.clone());
        }
    })
    .await;
    assert_eq!(waiting.counted(), (0, MOST_IN_PLACE + 1));
}

/// Says who went on, one after the other.
struct Named(&'static str, Arc<Mutex<Vec<String>>>);

impl Party for Named {
    fn go_on(self: Arc<Self>, _now: Instant) {
        self.1.lock().push(format!("{} in place", self.0));
    }

    fn wake(self: Arc<Self>) {
        self.1.lock().push(format!("{} woken", self.0));
    }
}

#[tokio::test]
async fn who_asked_goes_on_in_place_and_before_a_crowd_that_listens() {
    let went_on = Arc::default();
    let named = |name| Arc::new(Named(name, Arc::clone(&went_on)));
    polled(|_| {
        listen(named("listener"));
        join(named("caller"));
        end();
        for _ in 0..MOST_IN_PLACE {
            listen(named("one of a crowd"));
        }
        join(named("caller"));
    })
    .await;
    let crowd = vec!["one of a crowd woken"; MOST_IN_PLACE];
    let expected = [&["caller in place", "listener in place", "caller in place"][..], &crowd].concat();
    assert_eq!(*went_on.lock(), expected);
}

#[tokio::test]
async fn who_waits_for_a_turn_that_does_not_end_is_woken() {
    let waiting = Arc::new(Waiting::default());
    polled(|actor| {
        join(waiting.clone());
        actor.parties.wake();
        assert_eq!(waiting.counted(), (0, 1));
    })
    .await;
    assert_eq!(waiting.counted(), (1, 1), "and goes on at the end, for what the turn brought since");
}

#[tokio::test]
async fn a_life_that_panics_leaves_no_turn_behind() {
    let actor = ActorShared::new("worker", System::alone(), None);
    let life = tokio::spawn(live(actor, async { panic!("on purpose") }));
    assert!(life.await.unwrap_err().is_panic());
    assert_eq!(number(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_way_to_a_handler_that_blocks_goes_on_elsewhere() {
    let released = tokio::spawn(async {
        let (release, blocks) = std::sync::mpsc::channel::<()>();
        let blocked = tokio::spawn(async move { blocks.recv_timeout(Duration::from_secs(10)) });
        give_way().await;
        drop(release);
        blocked.await.unwrap()
    });
    assert_eq!(released.await.unwrap(), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}

#[tokio::test]
async fn who_waits_for_a_read_goes_on_when_its_poll_ends() {
    let waiting = Arc::new(Waiting::default());
    read(|| {
        join(waiting.clone());
        listen(waiting.clone());
        assert_eq!(waiting.counted(), (0, 0));
    });
    assert_eq!((waiting.counted(), poll()), ((2, 0), None));
    read(|| ());
    assert_eq!(waiting.counted(), (2, 0));
}

#[tokio::test]
async fn so_many_items_leave_together_and_the_poll_ends_after_twice_as_many() {
    let waiting = Arc::new(Waiting::default());
    // The clock stands still, or a slow machine would end the poll before.
    tokio::time::pause();
    read(|| {
        for _ in 1..stream::TOGETHER {
            join(waiting.clone());
            assert_eq!(stream::sent(), stream::Then::GoOn);
        }
        let (number, together) = (poll(), stream::TOGETHER as usize - 1);
        assert_eq!(waiting.counted(), (0, 0));
        assert_eq!(stream::sent(), stream::Then::GoOn);
        assert_eq!(waiting.counted().0 + waiting.counted().1, together);
        assert!(poll().is_some() && poll() != number, "who takes part has to join again");
        for _ in 1..stream::TOGETHER {
            assert_eq!(stream::sent(), stream::Then::GoOn);
        }
        assert_eq!(stream::sent(), stream::Then::GiveWay);
    });
    read(|| assert_eq!(stream::sent(), stream::Then::GoOn, "each poll begins anew"));
    assert_eq!(stream::sent(), stream::Then::Ask);
}

/// Sends items up to the next look at the clock, which shows `now`.
fn up_to_a_look(now: Instant) -> stream::Then {
    for _ in 1..stream::A_LOOK {
        assert_eq!(stream::sent_by(|| unreachable!("the clock is not looked at")), stream::Then::GoOn);
    }
    stream::sent_by(|| now)
}

#[test]
fn items_that_take_long_end_the_poll_before_there_are_many() {
    let start = Instant::now();
    for (pause, then) in [(LONGEST_POLL, stream::Then::GoOn), (LONGEST_POLL * 2, stream::Then::GiveWay)] {
        read(|| {
            assert_eq!(stream::sent_by(|| start), stream::Then::GoOn);
            assert_eq!(stream::sent_by(|| start + pause), then, "the second after {pause:?}");
        });
        read(|| {
            for _ in 0..stream::A_LOOK {
                assert_eq!(stream::sent_by(|| start), stream::Then::GoOn);
            }
            assert_eq!(up_to_a_look(start + pause), then, "many after {pause:?}");
        });
    }
}

#[test]
fn who_waits_for_a_read_that_does_not_end_is_woken() {
    let waiting = Arc::new(Waiting::default());
    let look = || READERS.with(|readers| readers.look());
    look();
    read(|| {
        join(waiting.clone());
        look();
        assert_eq!(waiting.counted(), (0, 0), "it may have begun just now");
        look();
        assert_eq!(waiting.counted(), (0, 1));
    });
    assert_eq!(waiting.counted(), (1, 1), "and goes on at the end, for what the poll brought since");
}
