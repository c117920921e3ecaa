//! What becomes of a connection's subscriptions when it has ended: they are brought back on the next one.

use std::sync::{Arc, Weak};
use std::time::Duration;

use acton_wire::Executed;
use tokio::time::{Instant, sleep};

use crate::client::ClientError;
use crate::client::arrival::Awaits;
use crate::client::attempts::Attempts;
use crate::client::backoff;
use crate::client::end::End;
use crate::client::line::Line;
use crate::client::roster::Roster;
use crate::client::sent::Sent;
use crate::client::shared::{Connection, Shared};
use crate::client::subscription::confirmed;

/// How long to try before the subscriptions end.
const TRYING: Duration = Duration::from_secs(30);

/// Answers for the subscriptions that were confirmed on one connection: each has exactly one such place,
/// so none is brought back twice and none is forgotten.
pub(super) struct Comeback {
    /// Weak, so that a connection's task keeps nothing open.
    line: Weak<Line>,
    shared: Arc<Shared>,
    begun: Instant,
    done: bool,
}

impl Comeback {
    pub(super) fn new(line: &Arc<Line>, connection: &Connection) -> Self {
        let (line, shared) = (Arc::downgrade(line), connection.shared().clone());
        Self { line, shared, begun: Instant::now(), done: false }
    }

    /// Runs once the connection has ended, until nobody is left of those who were on it.
    pub(super) async fn run(mut self) {
        let Some(line) = self.line.upgrade() else { return };
        while !self.roster().settle(&self.shared) {
            let left = if line.is_renewable() {
                tokio::select! {
                    biased;
                    () = self.roster().until_nobody_is_on(self.serial()) => None,
                    returned = self.bring_back(&line) => returned.err().map(End::from),
                }
            } else {
                self.shared.look(|state| state.over.clone())
            };
            if let Some(end) = left {
                self.roster().with(|subscribers| subscribers.end_all_on(self.serial(), &end));
            }
        }
        self.done = true;
    }

    async fn bring_back(&self, line: &Arc<Line>) -> Result<(), ClientError> {
        let mut attempts = Attempts::new(TRYING, true, line);
        let restless = self.roster().with(|subscribers| subscribers.pace(self.begun.elapsed()));
        if restless > 0 {
            sleep(backoff::pause(restless)).await;
        }
        loop {
            match self.resubscribe(line, &attempts).await {
                Ok(()) => return Ok(()),
                Err(error) => attempts.again(error, line).await?,
            }
        }
    }

    /// Asks for everything once, each subscription by itself: what the server refuses one, another may get.
    async fn resubscribe(&self, line: &Arc<Line>, attempts: &Attempts) -> Result<(), ClientError> {
        let connection = line.ready(attempts.deadline).await?;
        let mut asked = Vec::new();
        for id in self.roster().with(|subscribers| subscribers.on(self.serial())) {
            let (roster, format) = (self.roster(), line.format);
            let sent =
                Sent::begin(connection.clone(), Awaits::Whole, 0, attempts.deadline, |out, asks, _| {
                    roster.write_request(id, out, format, asks);
                });
            asked.push((id, sent.await?));
        }
        for (id, sent) in asked {
            match confirmed(&sent.answer().await.map_err(harmless)?) {
                Ok(()) => line.confirm(id, &connection),
                Err(refusal) => self.roster().with(|subscribers| subscribers.end(id, &refusal.into())),
            }
        }
        Ok(())
    }

    fn roster(&self) -> &Roster {
        self.shared.roster()
    }

    fn serial(&self) -> u64 {
        self.shared.serial()
    }
}

/// Whoever is left when the task goes, because its runtime was shut down, waits for nobody.
impl Drop for Comeback {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let gone = End::Broken("the runtime that the client was made in was shut down".to_owned());
        self.roster().with(|subscribers| subscribers.end_all_on(self.serial(), &gone));
        self.roster().settle(&self.shared);
    }
}

/// To ask for a subscription twice is to ask for it once: an answer that was lost leaves nothing open.
fn harmless(error: ClientError) -> ClientError {
    match error {
        ClientError::Disconnected { reason, .. } => {
            ClientError::Disconnected { reason, executed: Executed::No }
        }
        other => other,
    }
}
