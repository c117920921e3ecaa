//! A server that does what a script says, and notes what a client does that the script does not have.

use std::io::PipeWriter;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use acton_wire::Format;
use rustix::event::{PollFd, PollFlags, poll};
use tempfile::TempDir;

use crate::cases::script::Script;

mod conversation;
mod incoming;
mod placeholder;

use conversation::Conversation;

/// A scripted server on a socket of its own, in this process.
#[derive(Debug)]
pub struct BadServer {
    socket: PathBuf,
    serving: JoinHandle<Vec<String>>,
    stop: PipeWriter,
    _directory: TempDir,
}

impl BadServer {
    /// Listens, for a client that was told to use `format`.
    pub fn start(script: Script, format: Format) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let socket = directory.path().join("bad.sock");
        let listener = UnixListener::bind(&socket).expect("a temporary socket can be made");
        let (stopped, stop) = std::io::pipe().expect("a pipe can be made");
        let serving = thread::spawn(move || {
            let mut conversations = Vec::new();
            let mut surplus = 0;
            while next_is_a_connection(&listener, &stopped) {
                let (stream, _) = listener.accept().expect("a connection that waits is accepted");
                match script.connection(conversations.len()) {
                    Some(acts) => {
                        let acts = acts.to_vec();
                        conversations
                            .push(thread::spawn(move || Conversation::new(stream, format).follow(&acts)));
                    }
                    None => surplus += 1,
                }
            }
            judged(conversations, surplus, &script)
        });
        Self { socket, serving, stop, _directory: directory }
    }

    /// Where it listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Stops it once its client has closed everything; what went otherwise than the script says.
    pub fn finish(self) -> Vec<String> {
        drop(self.stop);
        self.serving.join().expect("a scripted server does not panic")
    }
}

/// Waits for either; a connection that was made before the stop is still taken.
fn next_is_a_connection(listener: &UnixListener, stopped: &std::io::PipeReader) -> bool {
    let mut awaited = [PollFd::new(listener, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
    poll(&mut awaited, None).expect("a socket and a pipe can be waited for");
    awaited[0].revents().contains(PollFlags::IN)
}

fn judged(
    conversations: Vec<JoinHandle<Result<(), String>>>,
    surplus: usize,
    script: &Script,
) -> Vec<String> {
    let made = conversations.len() + surplus;
    let mut wrong = Vec::new();
    for (conversation, number) in conversations.into_iter().zip(1..) {
        let followed = conversation.join().expect("a scripted connection does not panic");
        wrong.extend(followed.err().map(|reason| format!("on connection {number}, {reason}")));
    }
    if surplus > 0 || made < script.len() {
        wrong.push(format!("the client made {made} connections, and the script has {}", script.len()));
    }
    wrong
}
