use std::io::{Read, Write};
use std::net::Shutdown as Half;
use std::os::unix::net::UnixStream;

use super::*;

/// A closed end counts once its last copy is closed; a process that another test is just starting may hold
/// one.
fn comes_to_hang_up(stream: &UnixStream) -> bool {
    (0..1_000_000).any(|_| {
        std::thread::yield_now();
        is_hung_up(stream)
    })
}

#[test]
fn a_peer_that_only_stopped_sending_is_still_there() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    assert!(!is_hung_up(&ours));
    theirs.shutdown(Half::Write).unwrap();
    assert!(!is_hung_up(&ours));
}

#[test]
fn a_peer_that_closed_is_gone_and_its_last_bytes_can_be_read() {
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    theirs.write_all(b"farewell").unwrap();
    assert!(!is_hung_up(&ours));
    drop(theirs);
    assert!(comes_to_hang_up(&ours));
    let mut last = String::new();
    ours.read_to_string(&mut last).unwrap();
    assert_eq!(last, "farewell");
    assert!(is_hung_up(&ours));
}

#[test]
fn a_peer_that_half_closed_and_then_went_is_gone() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    theirs.shutdown(Half::Write).unwrap();
    drop(theirs);
    assert!(comes_to_hang_up(&ours));
}

#[test]
fn a_peer_that_left_without_reading_is_gone() {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    ours.write_all(b"unread").unwrap();
    drop(theirs);
    assert!(comes_to_hang_up(&ours));
}

#[cfg(target_os = "linux")]
#[test]
fn a_shut_receiving_side_fails_the_peers_next_write_and_keeps_what_had_arrived() {
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    theirs.write_all(b"in time").unwrap();
    shut_read(&ours).unwrap();
    let refused = theirs.write_all(b"too late").unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::BrokenPipe);
    assert!(!is_hung_up(&ours));
    let mut arrived = String::new();
    ours.read_to_string(&mut arrived).unwrap();
    assert_eq!(arrived, "in time");
    ours.write_all(b"an answer still goes out").unwrap();
}
