use std::os::unix::fs::symlink;

use super::super::tests::{NOBODY, given_to_nobody};
use super::*;

const OURS: u32 = 1000;
const ROOTS: u32 = 0;
const THEIRS: u32 = 1001;

fn judged(owner: u32, mode: u32) -> Result<(), SocketError> {
    judge(Path::new("/d"), FileKind::Directory, owner, mode, OURS)
}

#[test]
fn a_directory_is_ours_or_roots_and_not_writable_by_others_unless_sticky() {
    for owner in [OURS, ROOTS] {
        assert!(judged(owner, 0o700).is_ok());
        assert!(judged(owner, 0o775).is_ok());
        assert!(judged(owner, 0o1777).is_ok());
        assert!(matches!(judged(owner, 0o777), Err(SocketError::OpenDirectory { mode: 0o777, .. })));
    }
    for mode in [0o700, 0o777, 0o1777] {
        assert!(matches!(judged(THEIRS, mode), Err(SocketError::Foreign { owner: THEIRS, own: OURS, .. })));
    }
}

#[test]
fn root_does_not_use_a_users_directory() {
    let judged = judge(Path::new("/d"), FileKind::Directory, THEIRS, 0o700, ROOTS);
    assert!(matches!(judged, Err(SocketError::Foreign { .. })));
}

#[test]
fn a_directory_that_is_there_keeps_its_mode() {
    let base = tempfile::tempdir().unwrap();
    fs::set_permissions(base.path(), Permissions::from_mode(0o755)).unwrap();
    prepare(base.path(), None).unwrap();
    assert_eq!(fs::metadata(base.path()).unwrap().mode() & 0o7777, 0o755);
}

#[test]
fn nothing_is_made_inside_a_directory_that_others_may_write_to() {
    let base = tempfile::tempdir().unwrap();
    fs::set_permissions(base.path(), Permissions::from_mode(0o777)).unwrap();
    let error = prepare(&base.path().join("one/two"), None).unwrap_err();
    assert!(matches!(&error, SocketError::OpenDirectory { path, .. } if path == base.path()), "{error}");
    assert!(!base.path().join("one").exists());
}

#[test]
fn a_directory_that_appears_while_we_make_it_is_judged_like_any_other() {
    let base = tempfile::tempdir().unwrap();
    make(base.path(), None).unwrap();
    fs::set_permissions(base.path(), Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(make(base.path(), None), Err(SocketError::OpenDirectory { .. })));
}

#[test]
fn a_file_where_the_directory_should_be_stays() {
    let base = tempfile::tempdir().unwrap();
    let file = base.path().join("file");
    fs::write(&file, "precious").unwrap();
    let error = prepare(&file, None).unwrap_err();
    assert!(matches!(error, SocketError::Occupied { kind: FileKind::File, .. }), "{error}");
    assert!(prepare(&file.join("below"), None).is_err());
    assert_eq!(fs::read(&file).unwrap(), b"precious");
}

#[test]
fn a_link_of_ours_is_judged_by_where_it_leads() {
    let base = tempfile::tempdir().unwrap();
    let (target, link) = (base.path().join("target"), base.path().join("link"));
    symlink(&target, &link).unwrap();
    assert!(matches!(prepare(&link, None), Err(SocketError::Io { .. })));
    assert!(!target.exists(), "a link that leads nowhere is not followed to make what it names");

    fs::create_dir(&target).unwrap();
    prepare(&link, None).unwrap();
    fs::set_permissions(&target, Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(prepare(&link, None), Err(SocketError::OpenDirectory { .. })));
}

#[test]
fn another_users_link_is_not_followed() {
    let base = tempfile::tempdir().unwrap();
    let (target, link) = (base.path().join("target"), base.path().join("link"));
    fs::create_dir(&target).unwrap();
    symlink(&target, &link).unwrap();
    if given_to_nobody(&link) {
        let error = prepare(&link, None).unwrap_err();
        assert!(matches!(error, SocketError::Foreign { kind: FileKind::Link, owner: NOBODY, .. }), "{error}");
    }
    assert!(is_ours_or_roots(ROOTS, OURS) && !is_ours_or_roots(THEIRS, OURS));
}

#[test]
fn starters_that_make_the_same_directories_at_once_all_succeed() {
    let base = tempfile::tempdir().unwrap();
    let directory = base.path().join("one/two/three");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| prepare(&directory, None).unwrap());
        }
    });
    assert_eq!(fs::metadata(&directory).unwrap().mode() & 0o7777, 0o700);
}
