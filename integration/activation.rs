//! What systemd does for a service with a socket unit: it makes the socket, then becomes the server.

use std::path::Path;
use std::process::Command;

use crate::binaries::binary;
use crate::python;

const SYSTEMD: &str = r#"
import os, socket, sys
path, mode, kind, count, server = sys.argv[1:6]
passed = socket.socket(socket.AF_UNIX, getattr(socket, kind))
passed.bind(path)
os.chmod(path, int(mode, 8))
if kind == "SOCK_STREAM":
    passed.listen()
os.dup2(passed.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=count)
os.execv(server, [server, *sys.argv[6:]])
"#;

/// A socket unit.
#[derive(Debug)]
pub struct SocketUnit<'a> {
    /// `SocketMode=`, in octal.
    pub mode: &'a str,
    /// `SOCK_STREAM` or `SOCK_DGRAM`, as `ListenStream=` and `ListenDatagram=` make them.
    pub kind: &'a str,
    /// How many sockets the server is told it has.
    pub count: &'a str,
}

impl SocketUnit<'_> {
    /// A unit that a server can use.
    pub const GOOD: SocketUnit<'static> = SocketUnit { mode: "600", kind: "SOCK_STREAM", count: "1" };

    /// What makes this unit's socket and becomes `server`.
    pub fn command(&self, socket: &Path, server: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(python::interpreter());
        command.args(["-c", SYSTEMD]).arg(socket).args([self.mode, self.kind, self.count]);
        command.arg(binary(server)).args(arguments);
        command
    }
}
