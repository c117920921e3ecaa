//! Subscriptions: which broadcasts a connection wants, by name or by pattern.

use acton_wire::subscription::{self, NamesRequest};
use acton_wire::{DecodeError, ErrorCode, Failure, Format, FrameType};

use crate::ipc::access::AccessPolicy;
use crate::ipc::connection::State;
use crate::ipc::session::dispatch::Dispatch;
use crate::ipc::stats::Counters;
use crate::ipc::subscriptions::{Refused, Subscriptions};

type Outcome = Result<(), Failure<'static>>;

/// What one of the four frames does to which of the two sets.
#[derive(Clone, Copy)]
enum Change {
    AddTypes,
    RemoveTypes,
    AddPatterns,
    RemovePatterns,
}

impl Change {
    fn of(kind: FrameType) -> Self {
        match kind {
            FrameType::SubscribePatterns => Self::AddPatterns,
            FrameType::UnsubscribePatterns => Self::RemovePatterns,
            FrameType::Unsubscribe => Self::RemoveTypes,
            _ => Self::AddTypes,
        }
    }

    fn adds(self) -> bool {
        matches!(self, Self::AddTypes | Self::AddPatterns)
    }

    fn is_about_patterns(self) -> bool {
        matches!(self, Self::AddPatterns | Self::RemovePatterns)
    }
}

impl Dispatch {
    /// Changes the set and answers under one lock, so that pushes fall clearly before or after.
    pub(super) fn subscription(
        &self,
        kind: FrameType,
        format: Format,
        payload: &[u8],
    ) -> Result<(), DecodeError> {
        let change = Change::of(kind);
        let asked = if change.is_about_patterns() {
            NamesRequest::decode_patterns(format, payload)?
        } else {
            NamesRequest::decode_types(format, payload)?
        };
        let permitted = if change.adds() { self.may_subscribe(&asked) } else { Ok(()) };
        let server = &self.connection.server;
        let limits = &server.limits;
        let subscribed = self.connection.with(|state| {
            let State { outbox, subscriptions: set, .. } = state;
            let outcome = permitted.and_then(|()| {
                match change {
                    Change::AddTypes => set.add_types(names(&asked), format, limits.subscriptions),
                    Change::AddPatterns => set.add_patterns(names(&asked), format, limits.patterns),
                    Change::RemoveTypes => {
                        set.remove_types(names(&asked));
                        Ok(())
                    }
                    Change::RemovePatterns => {
                        set.remove_patterns(names(&asked));
                        Ok(())
                    }
                }
                .map_err(|refused| failure(&refused))
            });
            if outcome.is_err() {
                Counters::count(&server.counters.errors);
            }
            outbox.append(|out| answer(change, set, &outcome, out, format, &asked.correlation_id));
            !set.is_empty()
        });
        if subscribed {
            server.subscribed(&self.connection);
        } else {
            server.unsubscribed(&self.connection);
        }
        Ok(())
    }

    fn may_subscribe(&self, asked: &NamesRequest<'_>) -> Outcome {
        let caller = &self.connection.caller;
        let allowed = |policy: &dyn AccessPolicy| names(asked).all(|name| policy.subscribe(caller, name));
        if self.connection.server.allows(allowed) {
            return Ok(());
        }
        Err(Failure::new(ErrorCode::AccessDenied, "this user may not subscribe to one of these names"))
    }
}

fn names<'n>(asked: &'n NamesRequest<'_>) -> impl Iterator<Item = &'n str> + Clone {
    asked.names.iter().map(AsRef::as_ref)
}

fn failure(refused: &Refused) -> Failure<'static> {
    let code = match refused {
        Refused::TooMany { .. } | Refused::TooLong => ErrorCode::QuotaExceeded,
        Refused::BadPattern => ErrorCode::ProtocolError,
    };
    Failure::new(code, refused.to_string())
}

fn answer(
    change: Change,
    set: &Subscriptions,
    outcome: &Outcome,
    out: &mut Vec<u8>,
    format: Format,
    id: &str,
) {
    match (outcome, change.is_about_patterns()) {
        (Ok(()), false) => subscription::subscribed(out, format, id, set.types()),
        (Ok(()), true) => subscription::patterns(out, format, id, set.patterns()),
        (Err(failure), false) => {
            subscription::subscription_failure(out, format, id, set.types(), failure);
        }
        (Err(failure), true) => subscription::pattern_failure(out, format, id, set.patterns(), failure),
    }
}
