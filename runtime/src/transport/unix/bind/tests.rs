use std::env;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::process::Command;

use rustix::fs::RawMode;
use rustix::process::{getegid, umask};

use super::super::directory;
use super::super::lock::PathLock;
use super::super::private_directory::create_private;
use super::super::tests::place;
use super::super::{FileKind, SocketError};
use super::*;

type Strategy = fn(&Path, Option<Gid>) -> Result<(UnixListener, Claim), SocketError>;

/// Linux proves both; elsewhere a socket has no mode before it has a name.
const STRATEGIES: &[Strategy] = if cfg!(target_os = "linux") { &[in_place, beside] } else { &[beside] };

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn either_way_a_private_socket_listens_and_only_it_is_there() {
    for strategy in STRATEGIES {
        let (directory, path) = place();
        let (listener, name) = strategy(&path, None).unwrap();
        let _client = UnixStream::connect(&path).unwrap();
        listener.accept().unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        drop(name);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}

#[test]
fn either_way_a_group_is_let_in() {
    for strategy in STRATEGIES {
        let (_directory, path) = place();
        let _bound = strategy(&path, Some(getegid())).unwrap();
        assert_eq!(mode(&path), 0o660);
        assert_eq!(fs::metadata(&path).unwrap().gid(), getegid().as_raw());
    }
}

#[test]
fn either_way_what_came_to_the_path_meanwhile_stays() {
    for strategy in STRATEGIES {
        let (directory, path) = place();
        fs::write(&path, "precious").unwrap();
        let error = strategy(&path, None).unwrap_err();
        assert!(matches!(error, SocketError::Occupied { kind: FileKind::File, .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"precious");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}

#[test]
fn a_private_directory_left_by_a_killed_process_is_no_hindrance() {
    let (_directory, path) = place();
    let left = PrivateDirectory::beside(&path).unwrap();
    let (_listener, _name) = beside(&path, None).unwrap();
    assert!(left.socket_path().parent().unwrap().is_dir());
}

/// The umask belongs to the whole process, so each is tried in a process of its own: this test, run again.
#[test]
fn whatever_the_umask_what_we_make_is_ours_alone_from_birth() {
    const UMASK: &str = "ACTON_TEST_UMASK";
    if let Ok(octal) = env::var(UMASK) {
        return try_umask(RawMode::from_str_radix(&octal, 8).unwrap());
    }
    let module = module_path!().split_once("::").unwrap().1;
    let this = format!("{module}::whatever_the_umask_what_we_make_is_ours_alone_from_birth");
    for octal in ["000", "022", "077", "177", "777"] {
        let run = Command::new(env::current_exe().unwrap())
            .args([&this, "--exact"])
            .env(UMASK, octal)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "umask {octal}: {said}");
    }
}

fn try_umask(bits: RawMode) {
    let (base, path) = place();
    let deeper = base.path().join("one/two");
    umask(Mode::from_raw_mode(bits));

    let newborn = base.path().join("newborn");
    create_private(&newborn).unwrap();
    assert_eq!(mode(&newborn) & 0o077, 0, "before anything corrected it");
    fs::remove_dir(&newborn).unwrap();
    directory::prepare(&deeper, None).unwrap();
    assert_eq!(mode(&deeper), 0o700);
    let nursery = PrivateDirectory::beside(&path).unwrap();
    assert_eq!(mode(nursery.socket_path().parent().unwrap()), 0o700);
    let lock = PathLock::acquire(&path).unwrap();
    assert_eq!(mode(&path.with_file_name("a.sock.lock")), 0o600);
    drop(lock);

    #[cfg(target_os = "linux")]
    {
        let newborn = deeper.join("newborn.sock");
        born_private(&newborn).unwrap();
        assert_eq!(mode(&newborn) & 0o177, 0, "before anything corrected it");
    }
    for strategy in STRATEGIES {
        let _bound = strategy(&path, None).unwrap();
        assert_eq!(mode(&path), 0o600);
    }
}
