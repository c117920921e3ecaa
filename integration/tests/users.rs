//! R21: two users of one server that is shared with their group; one of them takes all that one user can have.
//!
//! Only root can be somebody else, and not in every container, so elsewhere there is no more to see than a line that says
//! so: that each user has a quarter of the connections and one rate is also tested with users that are pretended, in
//! `runtime/tests/wire/foreigners.rs`.
#![cfg(target_os = "linux")]

use std::env;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use integration::binaries::binary;
use integration::dose::dose;
use integration::program::run_command;
use integration::server::Server;
use integration::witness::Witness;

/// Whom the socket is shared with: a group that nobody else is in.
const GROUP: u32 = 54_320;
const ALICE: u32 = 54_321;
const BOB: u32 = 54_322;

/// A server, and a program for its neighbours, where they can reach both.
struct Shared {
    server: Server,
    neighbour: PathBuf,
}

impl Shared {
    /// `None`, and a line that says why, where this process cannot be somebody else.
    fn start() -> Option<Self> {
        match Command::new("true").uid(BOB).gid(GROUP).status() {
            Ok(_) => Some(Self::start_server()),
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidInput) => {
                println!("this process cannot be two users, as root of the machine can: {error}");
                None
            }
            Err(error) => panic!("nobody else can run a program: {error}"),
        }
    }

    fn start_server() -> Self {
        // A second test finds it chosen.
        let _ = tempfile::env::override_temp_dir(&place_for_all());
        let mut neighbour = PathBuf::new();
        let server = Server::start_by(|socket| {
            let directory = socket.parent().expect("a socket is in a directory");
            fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("the directory is ours");
            neighbour = directory.join("neighbour");
            fs::copy(env!("CARGO_BIN_EXE_neighbour"), &neighbour).expect("a program can be copied");
            let mut command = Command::new(binary("cookbook"));
            command.arg("--socket").arg(socket).args(["--group", &GROUP.to_string(), "--tick-ms", "20"]);
            command
        });
        Self { server, neighbour }
    }

    /// What the neighbour of this user does.
    fn neighbour(&self, user: u32, does: &str) -> Command {
        let mut command = Command::new(&self.neighbour);
        command.uid(user).gid(GROUP).arg(does).arg(self.server.socket());
        command
    }
}

/// The first directory for temporary files whose path every user may pass.
fn place_for_all() -> PathBuf {
    let places = [env::temp_dir(), "/tmp".into(), "/var/tmp".into(), "/dev/shm".into()];
    let is_passable =
        |place: &PathBuf| place.ancestors().all(|it| mode(it).is_some_and(|mode| mode & 0o001 != 0));
    places.into_iter().find(is_passable).expect("some directory for temporary files is for all users")
}

/// A crowd of one user, which goes with its value.
struct Crowd(Child);

impl Crowd {
    /// Gathers it; how many connections it has.
    fn gather(mut command: Command) -> (Self, u32) {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the neighbour can be started");
        let stdout = child.stdout.take().expect("stdout is a pipe");
        let crowd = Self(child);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("stdout can be read");
        (crowd, line.trim().parse().expect("a number of connections"))
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_user_who_takes_all_there_is_takes_nothing_from_another() {
    let Some(shared) = Shared::start() else { return };
    let calls = dose(500, 50_000);
    let call = || run_command(shared.neighbour(BOB, "call").arg(calls.to_string())).succeeded();
    let witness = Witness::of(shared.server.socket());
    let quiet = call();
    let (crowd, connections) = Crowd::gather(shared.neighbour(ALICE, "crowd"));
    assert_eq!(connections, 25, "a quarter of a hundred");
    let beside = call();
    drop(crowd);
    println!(
        "{calls} calls of one user: quiet {}; beside a crowd of another {}",
        quiet.trim(),
        beside.trim()
    );
    println!("calls of the server's own user meanwhile: {}", witness.testify());
    let ended = shared.server.stop();
    assert!(ended.status.success(), "{}", ended.stderr);
}

#[test]
fn a_user_of_no_group_that_the_socket_is_shared_with_cannot_connect() {
    let Some(shared) = Shared::start() else { return };
    let refused = run_command(shared.neighbour(BOB, "call").gid(BOB).arg("1"));
    assert!(!refused.status.success() && refused.stderr.contains("PermissionDenied"), "{}", refused.stderr);
    assert_eq!(mode(shared.server.socket()), Some(0o660));
    assert!(shared.server.stop().status.success());
}

/// Whom it lets in, if it is there.
fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|found| found.permissions().mode() & 0o777)
}
