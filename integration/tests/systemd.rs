//! Servers under systemd: the socket it passes is the one they listen at, and it learns of their state.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::Command;

use acton_reactive::transport::unix::default_socket_path;
use integration::activation::SocketUnit;
use integration::binaries::binary;
use integration::client::{self, Language};
use integration::program::{Ended, run_command};
use integration::server::Server;

/// What a server that cannot use what it is passed says, and nothing else.
fn refused(unit: &SocketUnit<'_>, arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let socket = directory.path().join("passed.sock");
    let Ended { status, stdout, stderr } = run_command(&mut unit.command(&socket, "calculator", arguments));
    assert_eq!((status.code(), stdout.as_str(), stderr.lines().count()), (Some(1), "", 1), "{stderr}");
    stderr
}

#[test]
fn a_server_listens_at_the_socket_it_is_passed_and_leaves_it_where_it_is() {
    let mut server = Server::start_by(|socket| SocketUnit::GOOD.command(socket, "calculator", &[]));
    let transcript = integration::workspace::text("cookbook/calculator/transcript.txt");
    let printed = client::run("calculator", Language::Rust, &["--socket", server.socket_argument()]);
    assert_eq!(printed.succeeded(), transcript);
    server.signal(rustix::process::Signal::TERM);
    assert!(server.wait().status.success());
    assert!(server.socket().exists(), "systemd still listens at it, and starts the server again");
}

#[test]
fn a_passed_socket_goes_before_the_flag_that_names_another() {
    let server = Server::start_by(|socket| {
        let elsewhere = socket.with_file_name("elsewhere.sock");
        SocketUnit::GOOD.command(
            socket,
            "calculator",
            &["--socket", elsewhere.to_str().expect("a plain name")],
        )
    });
    assert!(!server.socket().with_file_name("elsewhere.sock").exists());
    assert_ne!(server.socket(), default_socket_path());
}

#[test]
fn a_passed_socket_is_shared_with_its_group_and_with_nobody_else() {
    let group = rustix::process::getegid().as_raw().to_string();
    let shared = SocketUnit { mode: "660", ..SocketUnit::GOOD };
    let server = Server::start_by(|socket| shared.command(socket, "calculator", &["--group", &group]));
    assert!(UnixStream::connect(server.socket()).is_ok());

    let said = refused(&SocketUnit { mode: "666", ..SocketUnit::GOOD }, &["--group", &group]);
    assert!(said.contains("mode 0666") && said.contains("SocketMode=0660"), "{said}");
    let another = (rustix::process::getegid().as_raw() + 1).to_string();
    let said = refused(&shared, &["--group", &another]);
    assert!(said.contains("SocketGroup="), "{said}");
}

#[test]
fn what_is_passed_and_is_not_one_listening_socket_is_refused_with_what_to_change() {
    let said = refused(&SocketUnit { count: "2", ..SocketUnit::GOOD }, &[]);
    assert!(said.contains("more than one") && said.contains("ListenStream="), "{said}");
    let said = refused(&SocketUnit { kind: "SOCK_DGRAM", ..SocketUnit::GOOD }, &[]);
    assert!(said.contains("no Unix stream socket"), "{said}");
}

#[test]
fn what_was_passed_to_another_process_is_left_alone() {
    let server = Server::start_by(|socket| {
        let mut command = Command::new(binary("calculator"));
        command.arg("--socket").arg(socket).envs([("LISTEN_PID", "1"), ("LISTEN_FDS", "1")]);
        command
    });
    let mode = server.socket().metadata().expect("the socket is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(server.socket().metadata().expect("it is there").uid(), rustix::process::geteuid().as_raw());
}

#[test]
fn systemd_is_told_when_a_server_is_ready_and_when_it_stops() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let notify = directory.path().join("notify");
    let told = UnixDatagram::bind(&notify).expect("a socket can be bound");
    let server = Server::start_by(|socket| {
        let mut command = Command::new(binary("calculator"));
        command.arg("--socket").arg(socket).env("NOTIFY_SOCKET", &notify);
        command
    });
    let next = || {
        let mut message = vec![0; 4_096];
        let length = told.recv(&mut message).expect("systemd can read what it is told");
        String::from_utf8(message[..length].to_vec()).expect("it is told text")
    };
    assert_eq!(next().trim_end(), format!("READY=1\nSTATUS=listens at {}", server.socket_argument()));
    assert!(server.stop().status.success());
    assert!(next().starts_with("STOPPING=1\n"));
}
