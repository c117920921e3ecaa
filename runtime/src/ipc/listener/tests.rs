use acton_wire::{FrameType, frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::time::timeout;

use super::*;
use crate::app::ActonApp;
use crate::transport::memory;
use crate::transport::unix::PeerCred;

#[tokio::test]
async fn a_connection_that_was_woken_before_its_session_began_is_served() {
    let runtime = ActonApp::launch();
    let (acceptor, _connector) = memory::channel();
    let listener = runtime.ipc_listener().start_on(acceptor).await.unwrap();
    let PeerCred { pid, uid, gid } = PeerCred::this_process();
    let (connection, gate) = listener.server.enter(Caller { pid, uid, gid }).unwrap();
    // As a stop does that comes amid an accept.
    connection.make_ready();
    let (ours, mut theirs) = duplex(1_024);
    Session::begin(&connection, gate, ours);
    let heartbeat = frame::header(0, FrameType::Heartbeat, Format::Json);
    theirs.write_all(&heartbeat).await.unwrap();
    let mut echo = [0; frame::HEADER_LEN];
    // A bound for what hangs, and no measure of anything.
    timeout(Duration::from_mins(1), theirs.read_exact(&mut echo)).await.expect("it is served").unwrap();
    assert_eq!(echo, heartbeat);
}
