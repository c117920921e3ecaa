use std::os::unix::fs::symlink;

use super::super::tests::{NOBODY, given_to_nobody, place};
use super::*;

fn refusal(socket: &Path) -> SocketError {
    PathLock::acquire(socket).unwrap_err()
}

#[test]
fn a_lock_is_held_by_one_and_free_once_dropped() {
    let (_directory, socket) = place();
    let lock = PathLock::acquire(&socket).unwrap();
    let own = Some(getpid().as_raw_nonzero().get());
    assert!(matches!(refusal(&socket), SocketError::AlreadyRunning { pid, .. } if pid == own));
    drop(lock);
    assert!(!lock_path(&socket).exists());
    drop(PathLock::acquire(&socket).unwrap());
}

#[test]
fn a_lock_file_left_by_a_killed_owner_is_taken_over_and_made_private() {
    let (_directory, socket) = place();
    fs::write(lock_path(&socket), "2147483647\n").unwrap();
    fs::set_permissions(lock_path(&socket), Permissions::from_mode(0o666)).unwrap();
    let _lock = PathLock::acquire(&socket).unwrap();
    assert_eq!(fs::metadata(lock_path(&socket)).unwrap().mode() & 0o7777, 0o600);
    assert_eq!(fs::read_to_string(lock_path(&socket)).unwrap(), format!("{}\n", getpid()));
}

#[test]
fn an_owner_that_cannot_be_named_is_an_owner_all_the_same() {
    let (_directory, socket) = place();
    for text in ["", "7", "-7\n", "seven\n", "99999999999999999999\n", "\u{fffd}\n"] {
        fs::write(lock_path(&socket), text).unwrap();
        let held = File::open(lock_path(&socket)).unwrap();
        held.lock().unwrap();
        assert!(matches!(refusal(&socket), SocketError::AlreadyRunning { pid: None, .. }), "{text:?}");
    }
}

#[test]
fn a_link_at_the_locks_path_is_not_followed() {
    let (directory, socket) = place();
    let precious = directory.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    symlink(&precious, lock_path(&socket)).unwrap();
    assert!(matches!(refusal(&socket), SocketError::Occupied { kind: FileKind::Link, .. }));
    assert_eq!(fs::read(&precious).unwrap(), b"precious");

    fs::remove_file(&precious).unwrap();
    assert!(matches!(refusal(&socket), SocketError::Occupied { kind: FileKind::Link, .. }));
    assert!(!precious.exists());
    assert!(lock_path(&socket).is_symlink());
}

#[test]
fn a_hard_link_at_the_locks_path_is_not_written_to() {
    let (directory, socket) = place();
    let precious = directory.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    fs::hard_link(&precious, lock_path(&socket)).unwrap();
    assert!(matches!(refusal(&socket), SocketError::LinkedLock { .. }));
    assert_eq!(fs::read(lock_path(&socket)).unwrap(), b"precious");
}

#[test]
fn a_directory_at_the_locks_path_stays() {
    let (_directory, socket) = place();
    fs::create_dir(lock_path(&socket)).unwrap();
    assert!(matches!(refusal(&socket), SocketError::Occupied { kind: FileKind::Directory, .. }));
    assert!(lock_path(&socket).is_dir());
}

#[cfg(not(target_vendor = "apple"))]
#[test]
fn a_pipe_at_the_locks_path_stays_and_holds_nobody_up() {
    let (_directory, socket) = place();
    let mode = Mode::RUSR | Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, lock_path(&socket), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(matches!(refusal(&socket), SocketError::Occupied { kind: FileKind::Pipe, .. }));
    assert!(lock_path(&socket).exists());
}

#[test]
fn another_users_lock_file_stays_and_is_not_ours() {
    let (_directory, socket) = place();
    fs::write(lock_path(&socket), "precious").unwrap();
    if given_to_nobody(&lock_path(&socket)) {
        assert!(matches!(refusal(&socket), SocketError::Foreign { owner: NOBODY, .. }));
        assert_eq!(fs::read(lock_path(&socket)).unwrap(), b"precious");
    }
    let own = geteuid().as_raw();
    assert!(judge(&socket, FileKind::File, own).is_none());
    assert!(matches!(judge(&socket, FileKind::File, own + 1), Some(SocketError::Foreign { .. })));
}

#[test]
fn a_lock_file_put_in_place_of_ours_outlives_us() {
    let (_directory, socket) = place();
    let lock = PathLock::acquire(&socket).unwrap();
    fs::remove_file(lock_path(&socket)).unwrap();
    fs::write(lock_path(&socket), "another's").unwrap();
    drop(lock);
    assert_eq!(fs::read(lock_path(&socket)).unwrap(), b"another's");
}
