use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::*;

/// More than any socket holds.
const MUCH: usize = 8 * 1024 * 1024;

const BOTH: [bool; 2] = [true, false];

fn pair(share_core: bool) -> (UnixLink, UnixLink) {
    let (one, other) = UnixStream::pair().unwrap();
    let link = |stream: UnixStream| {
        stream.set_nonblocking(true).unwrap();
        UnixLink::of(stream, share_core).unwrap()
    };
    (link(one), link(other))
}

/// Sends and receives as much, in one task: how a session and a client use their link.
async fn exchange(mut link: UnixLink, out: u8, back: u8) -> UnixLink {
    let bytes = vec![out; 100_000];
    let mut buffer = vec![0; 100_000];
    let (mut sent, mut received) = (0, 0);
    poll_fn(|cx| {
        loop {
            let left = &bytes[..bytes.len().min(MUCH - sent)];
            let writes =
                if left.is_empty() { Poll::Pending } else { Pin::new(&mut link).poll_write(cx, left) };
            let mut room = ReadBuf::new(&mut buffer);
            let reads = Pin::new(&mut link).poll_read(cx, &mut room);
            assert!(room.filled().iter().all(|byte| *byte == back));
            received += room.filled().len();
            if (sent, received) == (MUCH, MUCH) {
                return Poll::Ready(());
            }
            if let Poll::Ready(written) = writes {
                sent += written.unwrap();
            } else if reads.is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await;
    assert_eq!((sent, received), (MUCH, MUCH));
    link
}

#[tokio::test]
async fn what_finds_no_room_leaves_later_in_both_directions_at_once() {
    for share_core in BOTH {
        let (one, other) = pair(share_core);
        let mut both = JoinSet::new();
        both.spawn(exchange(one, 1, 2));
        both.spawn(exchange(other, 2, 1));
        for link in both.join_all().await {
            assert_eq!(link.room, Room::heard(!share_core), "room is waited for no longer than it is wanted");
        }
    }
}

#[tokio::test]
async fn a_reader_is_woken_also_where_a_write_has_begun_to_wait_for_room() {
    for share_core in BOTH {
        let (mut ours, mut theirs) = pair(share_core);
        let reads = tokio::spawn(async move {
            let (bytes, mut buffer) = (vec![0; MUCH], [0; 4]);
            poll_fn(|cx| {
                let mut room = ReadBuf::new(&mut buffer);
                let reads = Pin::new(&mut ours).poll_read(cx, &mut room);
                while Pin::new(&mut ours).poll_write(cx, &bytes)?.is_ready() {}
                reads
            })
            .await
            .map(|()| buffer)
        });
        tokio::task::yield_now().await;
        theirs.write_all(b"news").await.unwrap();
        // A bound for what hangs, and no measure of anything.
        let read = timeout(Duration::from_mins(1), reads).await.expect("the reader is woken");
        assert_eq!(read.unwrap().unwrap(), *b"news");
    }
}

#[tokio::test]
async fn a_write_that_waits_learns_that_its_peer_has_gone() {
    for share_core in BOTH {
        let (mut ours, theirs) = pair(share_core);
        let bytes = vec![0; MUCH];
        let mut writes = pin!(ours.write_all(&bytes));
        assert!(writes.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())).is_pending());
        drop(theirs);
        assert!(writes.await.is_err());
    }
}

#[tokio::test]
async fn the_end_of_what_a_peer_sends_is_an_end_and_no_error() {
    for share_core in BOTH {
        let (mut ours, mut theirs) = pair(share_core);
        theirs.write_all(b"farewell").await.unwrap();
        theirs.shutdown().await.unwrap();
        let mut last = String::new();
        ours.read_to_string(&mut last).await.unwrap();
        assert_eq!(last, "farewell");
        assert!(!ours.is_hung_up());
        drop(theirs);
        assert!(ours.is_hung_up());
    }
}

#[test]
fn a_link_is_watched_by_the_executor_it_was_made_in() {
    let executor = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (home, abroad) = (executor(), executor());
    let (mut ours, mut theirs) = home.block_on(async { pair(true) });
    let bytes = vec![0; MUCH];
    let mut writes = pin!(ours.write_all(&bytes));
    // A first write elsewhere, as an actor of another executor makes it that answers in place.
    let first =
        abroad.block_on(async { writes.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())) });
    assert!(first.is_pending());
    drop(abroad);
    home.block_on(async {
        let mut buffer = vec![0; MUCH];
        let (written, read) = tokio::join!(writes, theirs.read_exact(&mut buffer));
        written.unwrap();
        read.unwrap();
    });
}

/// A link that has read all that had come, its peer, and how often it was woken since.
async fn waiting(share_core: bool) -> (UnixLink, UnixLink, Arc<Woken>) {
    let (mut ours, mut theirs) = pair(share_core);
    let woken = Arc::new(Woken::default());
    theirs.write_all(b"first").await.unwrap();
    while read(&mut ours, &woken).is_pending() {
        tokio::task::yield_now().await;
    }
    assert!(ours.waits());
    woken.0.store(0, Ordering::Relaxed);
    (ours, theirs, woken)
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn read(link: &mut UnixLink, woken: &Arc<Woken>) -> Poll<usize> {
    let mut buffer = [0; 8];
    let mut room = ReadBuf::new(&mut buffer);
    let waker = woken.clone().into();
    Pin::new(link).poll_read(&mut Context::from_waker(&waker), &mut room).map(|read| {
        read.unwrap();
        room.filled().len()
    })
}

/// Lets the executor look for events until the waker was called.
async fn is_woken(woken: &Woken) {
    while woken.0.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_has_read_all_is_woken_for_more_without_another_read() {
    for share_core in BOTH {
        let (mut ours, mut theirs, woken) = waiting(share_core).await;
        theirs.write_all(b"third").await.unwrap();
        is_woken(&woken).await;
        assert_eq!(read(&mut ours, &woken), Poll::Ready(5));
    }
}

#[tokio::test]
async fn who_has_read_all_is_woken_for_the_end() {
    for share_core in BOTH {
        let (mut ours, theirs, woken) = waiting(share_core).await;
        drop(theirs);
        is_woken(&woken).await;
        assert_eq!(read(&mut ours, &woken), Poll::Ready(0));
        assert!(!ours.waits(), "an end stays where it is");
    }
}
