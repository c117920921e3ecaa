//! Many starters, one path.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::{Builder, Handle};

use super::*;

const STARTERS: usize = 4;

/// Runs `start` on four threads inside a runtime, and returns what each brought back.
fn all_start<T: Send>(start: impl Fn(&Handle) -> T + Sync) -> Vec<T> {
    let runtime = Builder::new_current_thread().enable_io().build().unwrap();
    let handle = runtime.handle();
    thread::scope(|scope| {
        let starters: Vec<_> = (0..STARTERS).map(|_| scope.spawn(|| start(handle))).collect();
        starters.into_iter().map(|starter| starter.join().unwrap()).collect()
    })
}

#[test]
fn of_four_starters_exactly_one_wins_every_time() {
    const RACES: usize = 1_000;
    let (directory, path) = place();
    let line = Barrier::new(STARTERS);
    let wins = all_start(|handle| {
        let _inside = handle.enter();
        let mut wins = [false; RACES];
        for (race, won) in wins.iter_mut().enumerate() {
            if line.wait().is_leader() && race % 2 == 0 {
                dead_socket(&path);
            }
            line.wait();
            let outcome = UnixSocket::bind(&path, None);
            line.wait();
            *won = match outcome {
                Ok(_owner) => true,
                Err(SocketError::AlreadyRunning { .. }) => false,
                Err(error) => panic!("race {race}: {error}"),
            };
        }
        wins
    });
    for race in 0..RACES {
        assert_eq!(wins.iter().filter(|wins| wins[race]).count(), 1, "race {race}");
    }
    assert!(names(&directory).is_empty());
}

#[test]
fn while_owners_come_and_go_there_is_never_more_than_one() {
    const TURNS: usize = 500;
    let (directory, path) = place();
    let owners = AtomicUsize::new(0);
    let turns = all_start(|handle| {
        let _inside = handle.enter();
        let mut turns = 0;
        while turns < TURNS {
            match UnixSocket::bind(&path, None) {
                Ok(socket) => {
                    assert_eq!(owners.fetch_add(1, Ordering::SeqCst), 0);
                    StdStream::connect(&path).unwrap();
                    assert_eq!(owners.fetch_sub(1, Ordering::SeqCst), 1);
                    drop(socket);
                    turns += 1;
                }
                Err(SocketError::AlreadyRunning { .. }) => thread::yield_now(),
                Err(error) => panic!("{error}"),
            }
        }
        turns
    });
    assert_eq!(turns, [TURNS; STARTERS]);
    assert!(names(&directory).is_empty());
}
