//! The whole socket: who gets the path, what stays untouched, what is left behind.

mod nobody;
mod races;

pub(super) use nobody::{NOBODY, as_nobody, given_to_nobody};

use std::fs;
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{UnixDatagram, UnixListener as StdListener, UnixStream as StdStream};
use std::path::{Path, PathBuf};

use rustix::process::{getegid, geteuid, getpid};
use tempfile::TempDir;

use tokio::io::AsyncWriteExt;

use super::*;

/// A private directory and the path of a socket in it.
pub(super) fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.sock");
    (directory, path)
}

/// A socket nobody listens at. It never was listened at, because a test that starts a process at this moment
/// keeps a copy of every open listener until that process has begun.
pub(super) fn dead_socket(path: &Path) {
    let address = rustix::net::SocketAddrUnix::new(path).unwrap();
    rustix::net::bind(bind::open_socket().unwrap(), &address).unwrap();
}

fn names(directory: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

fn refusal(path: &Path) -> SocketError {
    UnixSocket::bind(path, None).unwrap_err()
}

#[tokio::test]
async fn a_connection_comes_with_the_one_who_made_it() {
    let (_directory, path) = place();
    let socket = UnixSocket::bind(&path, None).unwrap();
    assert_eq!(socket.path(), path);
    let _client = StdStream::connect(&path).unwrap();
    let (_stream, caller) = socket.accept().await.unwrap();
    let pid = cfg!(target_os = "linux").then(|| getpid().as_raw_nonzero().get());
    assert_eq!((caller.uid, caller.gid), (geteuid().as_raw(), getegid().as_raw()));
    assert!(pid.is_none() || caller.pid == pid);
}

#[tokio::test]
async fn another_users_connection_comes_with_that_users_number() {
    let (directory, path) = place();
    let socket = UnixSocket::bind(&path, None).unwrap();
    let open = |path: &Path, mode| {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    };
    open(directory.path(), 0o755);
    open(&path, 0o666);
    if let Some(Ok(_client)) = as_nobody(|| StdStream::connect(&path)) {
        let (_stream, caller) = socket.accept().await.unwrap();
        assert_eq!(caller.uid, NOBODY);
    }
}

#[tokio::test]
async fn nothing_is_left_behind() {
    let (directory, path) = place();
    let socket = UnixSocket::bind(&path, None).unwrap();
    assert_eq!(names(&directory), ["a.sock", "a.sock.lock"]);
    socket.close();
    assert!(names(&directory).is_empty());
    drop(UnixSocket::bind(&path, None).unwrap());
    assert!(names(&directory).is_empty());
}

#[tokio::test]
async fn a_connection_outlives_the_socket() {
    let (_directory, path) = place();
    let socket = UnixSocket::bind(&path, None).unwrap();
    let mut client = StdStream::connect(&path).unwrap();
    let (mut stream, _) = socket.accept().await.unwrap();
    socket.close();
    stream.write_all(b"still here").await.unwrap();
    let mut heard = [0; 10];
    client.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"still here");
}

#[tokio::test]
async fn a_second_listener_is_told_who_the_first_is() {
    let (_directory, path) = place();
    let first = UnixSocket::bind(&path, None).unwrap();
    let said = refusal(&path).to_string();
    let begins = format!("another listener is already running at {}", path.display());
    assert!(said.starts_with(&begins), "{said}");
    assert!(said.contains(&format!("process {} ", getpid())), "{said}");
    StdStream::connect(&path).unwrap();
    first.accept().await.unwrap();
}

#[tokio::test]
async fn a_dead_socket_of_our_own_is_replaced() {
    let (_directory, path) = place();
    dead_socket(&path);
    let socket = UnixSocket::bind(&path, None).unwrap();
    assert_eq!(mode(&path), 0o600);
    StdStream::connect(&path).unwrap();
    socket.accept().await.unwrap();
}

#[tokio::test]
async fn a_live_socket_keeps_its_path_though_nobody_holds_the_lock() {
    let (directory, path) = place();
    let stream = StdListener::bind(&path).unwrap();
    assert!(matches!(refusal(&path), SocketError::AlreadyRunning { pid: None, .. }));
    assert_eq!(names(&directory), ["a.sock"]);
    drop(stream);
    fs::remove_file(&path).unwrap();

    let _datagram = UnixDatagram::bind(&path).unwrap();
    assert!(matches!(refusal(&path), SocketError::AlreadyRunning { pid: None, .. }));
    assert_eq!(names(&directory), ["a.sock"]);
}

#[tokio::test]
async fn removing_the_lock_file_does_not_make_two_owners() {
    let (directory, path) = place();
    let _socket = UnixSocket::bind(&path, None).unwrap();
    fs::remove_file(directory.path().join("a.sock.lock")).unwrap();
    assert!(matches!(refusal(&path), SocketError::AlreadyRunning { .. }));
    StdStream::connect(&path).unwrap();
}

#[tokio::test]
async fn a_live_listener_whose_queue_is_full_is_alive() {
    let (_directory, path) = place();
    let listener = bind::open_socket().unwrap();
    let address = rustix::net::SocketAddrUnix::new(&path).unwrap();
    rustix::net::bind(&listener, &address).unwrap();
    rustix::net::listen(&listener, 0).unwrap();
    let mut callers = Vec::new();
    loop {
        let caller = bind::open_socket().unwrap();
        if rustix::net::connect(&caller, &address).is_err() {
            break;
        }
        callers.push(caller);
    }
    assert!(matches!(refusal(&path), SocketError::AlreadyRunning { .. }));
}

#[tokio::test]
async fn whatever_else_is_at_the_path_stays_as_it_is() {
    let (directory, path) = place();
    let elsewhere = directory.path().join("dead.sock");
    dead_socket(&elsewhere);
    let link = |target: &Path| std::os::unix::fs::symlink(target, &path).unwrap();

    let check = |kind: FileKind| {
        let before = fs::symlink_metadata(&path).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, SocketError::Occupied { kind: found, .. } if found == kind), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        let after = fs::symlink_metadata(&path).unwrap();
        assert_eq!((after.ino(), after.mode(), after.len()), (before.ino(), before.mode(), before.len()));
        assert_eq!(names(&directory), ["a.sock", "dead.sock"]);
    };

    fs::write(&path, "precious").unwrap();
    check(FileKind::File);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    fs::remove_file(&path).unwrap();

    fs::create_dir(&path).unwrap();
    check(FileKind::Directory);
    fs::remove_dir(&path).unwrap();

    link(&elsewhere);
    check(FileKind::Link);
    assert!(fs::metadata(&elsewhere).unwrap().file_type().is_socket());
    fs::remove_file(&path).unwrap();

    link(Path::new("nowhere"));
    check(FileKind::Link);
}

#[tokio::test]
async fn another_users_dead_socket_stays() {
    let (directory, path) = place();
    dead_socket(&path);
    if given_to_nobody(&path) {
        let error = refusal(&path);
        assert!(matches!(error, SocketError::Foreign { owner: NOBODY, .. }), "{error}");
        assert_eq!(names(&directory), ["a.sock"]);
    }
}

#[tokio::test]
async fn a_socket_put_in_our_place_outlives_us() {
    let (directory, path) = place();
    let ours = UnixSocket::bind(&path, None).unwrap();
    fs::remove_file(&path).unwrap();
    let _theirs = StdListener::bind(&path).unwrap();
    ours.close();
    assert_eq!(names(&directory), ["a.sock"]);
    StdStream::connect(&path).unwrap();
}

#[tokio::test]
async fn missing_directories_are_made_for_us_alone() {
    let (directory, _) = place();
    let path = directory.path().join("one/two/a.sock");
    let _socket = UnixSocket::bind(&path, None).unwrap();
    assert_eq!(mode(&directory.path().join("one")), 0o700);
    assert_eq!(mode(&directory.path().join("one/two")), 0o700);
    assert_eq!(mode(&path), 0o600);
}

#[tokio::test]
async fn a_group_is_let_into_the_socket_and_through_the_directories_we_make() {
    let (directory, _) = place();
    // Our own where we may not give files to another.
    let another = std::os::unix::fs::lchown(directory.path(), None, Some(54_321)).is_ok();
    let group = if another { 54_321 } else { getegid().as_raw() };
    let path = directory.path().join("one/two/a.sock");
    let _socket = UnixSocket::bind(&path, Some(&group.to_string())).unwrap();
    for (name, expected) in [("one", 0o710), ("one/two", 0o710), ("one/two/a.sock", 0o660)] {
        let made = directory.path().join(name);
        assert_eq!((mode(&made), fs::metadata(&made).unwrap().gid()), (expected, group), "{name}");
    }
    assert_eq!(mode(&directory.path().join("one/two/a.sock.lock")), 0o600);
    assert_ne!(mode(directory.path()), 0o710, "what was there stays as it was");
}

#[tokio::test]
async fn a_path_that_cannot_be_a_sockets_touches_nothing() {
    let (directory, _) = place();
    let long = directory.path().join("x".repeat(120));
    assert!(matches!(refusal(&long), SocketError::PathTooLong { length, .. } if length > 120));
    assert!(matches!(refusal(Path::new("/")), SocketError::NoFileName { .. }));
    assert!(matches!(refusal(Path::new("")), SocketError::NoFileName { .. }));
    let unknown = UnixSocket::bind(&directory.path().join("d/a.sock"), Some("no such group"));
    assert!(matches!(unknown, Err(SocketError::UnknownGroup { .. })));
    assert!(names(&directory).is_empty());
}
