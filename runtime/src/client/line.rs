//! The line to a server: one connection after another, and what outlives each of them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use acton_wire::{Executed, Format};
use arc_swap::ArcSwap;
use tokio::sync::Mutex;
use tokio::time::timeout_at;

use crate::client::comeback::Comeback;
use crate::client::deadline::Deadline;
use crate::client::roster::Roster;
use crate::client::shared::Connection;
use crate::client::way::{Way, may_open};
use crate::client::{ClientError, driver};
use crate::transport::link::Link;

pub(super) struct Line {
    /// The newest connection, ended or not. Read without a lock by every verb.
    current: ArcSwap<Connection>,
    pub(super) roster: Arc<Roster>,
    pub(super) format: Format,
    max_payload: usize,
    busy_poll: Duration,
    /// How to make another connection; a link that somebody gave us is the only one there will be.
    way: Option<Way>,
    /// Held by the one who dials: what the last failure was.
    dialing: Mutex<String>,
    /// Dials that failed.
    failures: AtomicU64,
}

impl Line {
    /// A line whose first connection is this link. Must be called inside a tokio runtime.
    pub(super) fn open(
        way: Option<Way>,
        format: Format,
        max_payload: usize,
        busy_poll: Duration,
        first_link: impl Link,
    ) -> Arc<Self> {
        let roster = Arc::<Roster>::default();
        let first = Connection::new(0, roster.clone());
        let line = Arc::new(Self {
            current: ArcSwap::new(first.clone()),
            roster,
            format,
            max_payload,
            busy_poll,
            way,
            dialing: Mutex::default(),
            failures: AtomicU64::new(0),
        });
        line.carry(&first, first_link);
        line
    }

    pub(super) fn is_renewable(&self) -> bool {
        self.way.is_some()
    }

    pub(super) fn failed_dials(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.current.load().is_closed()
    }

    pub(super) fn current(&self) -> Arc<Connection> {
        self.current.load_full()
    }

    /// A connection to send on: the one there is, or a new one in the place of one that ended. One that
    /// ended for good is given as it is, and says so to whoever sends.
    ///
    /// Dials once; whether and when to try again is for [`Attempts`](super::attempts::Attempts) to say.
    pub(super) async fn ready(self: &Arc<Self>, deadline: Deadline) -> Result<Arc<Connection>, ClientError> {
        let connection = self.current();
        match &self.way {
            Some(way) if connection.is_closed() => {
                // Apart, so that a verb that finds its connection does not carry room for this.
                Box::pin(timeout_at(deadline.at, self.renew(way)))
                    .await
                    .unwrap_or_else(|_| Err(unreached("the server did not let us in in time")))
            }
            _ => Ok(connection),
        }
    }

    /// Makes a connection, once for all who want one now.
    async fn renew(self: &Arc<Self>, way: &Way) -> Result<Arc<Connection>, ClientError> {
        let failures = self.failures.load(Ordering::Relaxed);
        let mut last_failure = self.dialing.lock().await;
        let connection = self.current();
        if !connection.is_closed() {
            return Ok(connection);
        }
        // Somebody has just tried while we waited for our turn: that counts for us too.
        if self.failures.load(Ordering::Relaxed) != failures {
            return Err(unreached(&last_failure));
        }
        match way.dial().await {
            Ok(link) => {
                let next = Connection::new(connection.serial() + 1, self.roster.clone());
                self.current.store(next.clone());
                self.carry(&next, link);
                Ok(next)
            }
            Err(error) if may_open(&error) => {
                *last_failure = error.to_string();
                self.failures.fetch_add(1, Ordering::Relaxed);
                Err(unreached(&last_failure))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A subscription is confirmed on this connection. Should it have ended since, the subscription comes
    /// back like those that were there before.
    pub(super) fn confirm(self: &Arc<Self>, id: u64, connection: &Connection) {
        if !self.roster.confirm(id, connection) {
            tokio::spawn(Comeback::new(self, connection).run());
        }
    }

    /// Starts the task of a connection: it drives it to its end, and then sees to its subscriptions.
    fn carry(self: &Arc<Self>, connection: &Connection, link: impl Link) {
        let comeback = Comeback::new(self, connection);
        let driver = driver::drive(connection.shared().clone(), link, self.max_payload, self.busy_poll);
        tokio::spawn(async move {
            driver.await;
            comeback.run().await;
        });
    }
}

fn unreached(reason: &str) -> ClientError {
    let reason = format!("it could not be made again: {reason}");
    ClientError::Disconnected { reason, executed: Executed::No }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("way", &self.way)
            .field("format", &self.format)
            .field("connection", &self.current())
            .finish_non_exhaustive()
    }
}
