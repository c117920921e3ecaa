//! Server processes that want the same path.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use integration::binaries::binary;
use integration::connection::Connection;
use integration::dose::dose;
use integration::program::run;
use integration::requests::add;
use integration::server::Server;
use rustix::process::{Pid, Signal, kill_process};

const STARTERS: usize = 4;

/// Starts a server, and reads its ready line: empty, if it ended without one.
fn starts(socket: &Path) -> (Child, String) {
    let mut child = Command::new(binary("calculator"))
        .arg("--socket")
        .arg(socket)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server can be started");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("stdout is a pipe");
    BufReader::new(stdout).read_line(&mut line).expect("stdout is text");
    (child, line)
}

#[test]
fn of_four_server_processes_started_at_once_exactly_one_wins() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("server.sock");
    let races = dose(10, 1_000);
    for race in 0..races {
        if race % 2 == 0 {
            // What a killed server leaves.
            drop(UnixListener::bind(&socket).unwrap());
        }
        let mut started: Vec<_> = std::thread::scope(|scope| {
            let starters: Vec<_> = (0..STARTERS).map(|_| scope.spawn(|| starts(&socket))).collect();
            starters.into_iter().map(|starter| starter.join().expect("it was started")).collect()
        });
        let wins = started.iter().filter(|(_, line)| line.starts_with("ready unix:")).count();
        for (child, line) in &mut started {
            if line.is_empty() {
                assert_eq!(child.wait().unwrap().code(), Some(1), "race {race}: a loser says so");
            }
        }
        let answer = Connection::connect(&socket).ask(&add("one", 1));
        for (child, line) in &mut started {
            if !line.is_empty() {
                kill_process(Pid::from_child(child), Signal::TERM).unwrap();
                assert_eq!(child.wait().unwrap().code(), Some(0), "race {race}");
            }
        }
        assert_eq!(wins, 1, "race {race}");
        assert_eq!(answer.sum("one"), Some(2), "race {race}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "race {race} left something");
    }
    println!("one owner: {races} races of {STARTERS} processes, exactly 1 won each");
}

/// What a server says that does not start, in one sentence.
fn refusal(socket: &Path) -> String {
    let ended =
        run("calculator", &["--socket", socket.to_str().expect("temporary directories have plain names")]);
    assert_eq!((ended.status.code(), &*ended.stdout), (Some(1), ""), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains(socket.parent().unwrap().to_str().unwrap()), "{}", ended.stderr);
    ended.stderr
}

#[test]
fn what_others_put_at_the_path_is_neither_followed_nor_removed() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::write(at("file"), "precious").unwrap();
    fs::create_dir(at("folder")).unwrap();
    symlink(at("file"), at("link")).unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    for name in ["file", "folder", "link", "dangling"] {
        let before = fs::symlink_metadata(at(name)).unwrap().file_type();
        refusal(&at(name));
        assert_eq!(fs::symlink_metadata(at(name)).unwrap().file_type(), before, "{name}");
    }
    let foreign = UnixListener::bind(at("foreign")).unwrap();
    assert!(refusal(&at("foreign")).contains("already running"));
    drop(foreign);
    // A lock that is a link is not followed.
    symlink(at("file"), at("server.sock.lock")).unwrap();
    refusal(&at("server.sock"));
    assert!(fs::symlink_metadata(at("server.sock.lock")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(at("file")).unwrap(), "precious");
    assert!(!at("nowhere").exists());
}

#[test]
fn a_socket_that_replaced_a_servers_own_outlives_it() {
    let mut server = Server::start("calculator", &[]);
    fs::remove_file(server.socket()).unwrap();
    let other = UnixListener::bind(server.socket()).unwrap();
    server.signal(Signal::TERM);
    assert_eq!(server.wait().status.code(), Some(0));
    let _client = Connection::connect(server.socket());
    other.accept().expect("it is still the other's");
}

#[test]
fn a_directory_that_may_not_be_written_to_is_named_in_one_sentence() {
    // The system's own: no user, root included, makes a file there.
    refusal(Path::new("/proc/acton.sock"));
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("read-only");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(folder.join("probe"), "").is_err() {
        refusal(&folder.join("server.sock"));
    }
}
