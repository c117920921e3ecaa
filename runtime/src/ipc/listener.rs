//! The listener: accepts connections until it is stopped, and starts a session for each.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use acton_wire::{ErrorCode, Failure, Format, REJECTED_ID, reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{sleep, timeout};

use crate::actor::caller::Caller;
use crate::ipc::registry::RegisterError;
use crate::ipc::server::Server;
use crate::ipc::session::Session;
use crate::ipc::stats::{Counters, IpcStats};
use crate::tally::Tally;
use crate::transport::acceptor::Acceptor;
use crate::transport::link::Link;
use crate::transport::unix::SocketError;

mod builder;

pub use builder::IpcListenerBuilder;

/// Pauses after an accept that failed: doubled from the first to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LAST_PAUSE: Duration = Duration::from_millis(500);

/// How long a refused peer may take to read why.
const REFUSAL: Duration = Duration::from_secs(1);

/// Why a listener did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// Names mean two things; all conflicts are listed.
    #[error("{}", conflicts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Conflicts {
        /// Each name and who wanted it.
        conflicts: Vec<RegisterError>,
    },
    /// A setting cannot hold.
    #[error("the setting {setting} {reason}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What is wrong, and what would be right.
        reason: &'static str,
    },
    /// The socket's path cannot be used.
    #[error(transparent)]
    Socket(#[from] SocketError),
}

impl ListenError {
    /// Whether another listener is alive at the path.
    #[must_use]
    pub fn is_already_running(&self) -> bool {
        matches!(self, Self::Socket(SocketError::AlreadyRunning { .. }))
    }
}

/// A listener that runs. Dropping it stops nothing: it lives until it is stopped, or
/// [`shutdown_all`](crate::ActonRuntime::shutdown_all).
#[derive(Clone)]
pub struct IpcListener {
    server: Arc<Server>,
    path: Option<PathBuf>,
}

impl IpcListener {
    /// What it has seen so far.
    #[must_use]
    pub fn stats(&self) -> IpcStats {
        self.server.counters.read()
    }

    /// Where its socket is; `None` in memory.
    #[must_use]
    pub fn socket_path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Resolves once some process is subscribed to this message type, by name or by pattern: a feed
    /// that should lose nothing begins then. Cancel safe.
    pub async fn subscriber_of(&self, message_type: &str) {
        self.server.subscriber_of(message_type).await;
    }

    /// Stops without waiting for handlers: no new connections, no new requests, what is in flight is
    /// answered with `SHUTTING_DOWN`, what is queued is flushed for at most 0.5 s. The actors live on.
    ///
    /// # Errors
    /// None today; the documented form returns a result.
    ///
    /// # Cancel safety
    /// The stop goes on if the wait is dropped.
    pub async fn shutdown(&self) -> Result<(), ListenError> {
        self.server.begin_stop_now(false);
        self.server.ended().await;
        Ok(())
    }

    /// Stops and lets handlers finish: at most 4 s from the runtime's first stop call, then at most
    /// 0.5 s to flush their answers. The actors live on.
    ///
    /// # Cancel safety
    /// The stop goes on if the wait is dropped.
    pub async fn shutdown_gracefully(&self) {
        self.server.begin_stop_now(true);
        self.server.ended().await;
    }
}

impl fmt::Debug for IpcListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IpcListener")
            .field("path", &self.path)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// Accepts until the server is told to stop; then waits for its sessions.
async fn serve<A: Acceptor>(server: Arc<Server>, acceptor: A) {
    let mut pause = FIRST_PAUSE;
    let (failed, refused) = (Tally::default(), Tally::default());
    loop {
        let accepted = tokio::select! {
            () = server.stop_called() => break,
            accepted = acceptor.accept() => accepted,
        };
        match accepted {
            Ok((link, peer)) => {
                pause = FIRST_PAUSE;
                let caller = Caller { pid: peer.pid, uid: peer.uid, gid: peer.gid };
                receive(&server, link, caller, &refused);
            }
            Err(error) => {
                if let Some(times) = failed.add() {
                    tracing::error!(%error, times, "cannot accept connections for now");
                }
                tokio::select! {
                    () = server.stop_called() => break,
                    () = sleep(pause) => {}
                }
                pause = (pause * 2).min(LAST_PAUSE);
            }
        }
    }
    drop(acceptor);
    server.sessions_ended().await;
    server.end();
}

fn receive<L: Link>(server: &Arc<Server>, link: L, caller: Caller, refused: &Tally) {
    if !server.allows(|policy| policy.admit(&caller)) {
        if let Some(times) = refused.add() {
            tracing::warn!(%caller, times, "connections are refused by the access policy");
        }
        let detail = "this user may not connect to this socket";
        return refuse(server, link, &Failure::new(ErrorCode::AccessDenied, detail));
    }
    match server.enter(caller) {
        Ok((connection, gate)) => {
            Session::begin(&connection, gate, link);
        }
        Err(limit) => {
            let detail = format!("at most {limit} connections are open at once");
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            refuse(server, link, &Failure::new(ErrorCode::ConnectionLimitReached, detail).limit(limit));
        }
    }
}

/// Says why in one frame, then closes.
fn refuse<L: Link>(server: &Arc<Server>, mut link: L, failure: &Failure<'_>) {
    Counters::count(&server.counters.refused);
    let mut frame = Vec::new();
    reply::failure(&mut frame, Format::Json, REJECTED_ID, failure);
    tokio::spawn(async move {
        let said = async {
            link.write_all(&frame).await?;
            link.shutdown().await?;
            let is_shut = link.shut_read();
            // What the peer sent already is read and forgotten: unread, it would turn the end of the
            // connection into a reset.
            let mut unheard = [0; 1_024];
            while is_shut && link.read(&mut unheard).await? > 0 {}
            io::Result::Ok(())
        };
        // The peer has an empty buffer to take it: the task ends at its first poll.
        let _ = timeout(REFUSAL, said).await;
    });
}

#[cfg(test)]
mod tests;
