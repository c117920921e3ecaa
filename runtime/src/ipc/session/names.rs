//! Subscriptions and discovery: what a client asks about names.

use acton_wire::discover::{self, DiscoverRequest, ProtocolVersion};
use acton_wire::subscription::{self, NamesRequest};
use acton_wire::{DecodeError, ErrorCode, Failure, Format};

use crate::ipc::access::AccessPolicy;
use crate::ipc::connection::State;
use crate::ipc::session::dispatch::Dispatch;
use crate::ipc::stats::Counters;
use crate::ipc::subscriptions::{Refused, Subscriptions};

type Outcome = Result<(), Failure<'static>>;

impl Dispatch {
    pub(super) fn subscribe(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = NamesRequest::decode_types(format, payload)?;
        let limit = self.connection.server.limits.subscriptions;
        self.change_subscriptions(
            self.may_subscribe(&asked),
            |set| set.add_types(names(&asked), format, limit).map_err(|refused| failure(&refused)),
            |set, outcome, out| answer_types(set, outcome, out, format, &asked),
        );
        Ok(())
    }

    pub(super) fn unsubscribe(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = NamesRequest::decode_types(format, payload)?;
        self.change_subscriptions(
            Ok(()),
            |set| {
                set.remove_types(names(&asked));
                Ok(())
            },
            |set, outcome, out| answer_types(set, outcome, out, format, &asked),
        );
        Ok(())
    }

    pub(super) fn subscribe_patterns(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = NamesRequest::decode_patterns(format, payload)?;
        let limit = self.connection.server.limits.patterns;
        self.change_subscriptions(
            self.may_subscribe(&asked),
            |set| set.add_patterns(names(&asked), format, limit).map_err(|refused| failure(&refused)),
            |set, outcome, out| answer_patterns(set, outcome, out, format, &asked),
        );
        Ok(())
    }

    pub(super) fn unsubscribe_patterns(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = NamesRequest::decode_patterns(format, payload)?;
        self.change_subscriptions(
            Ok(()),
            |set| {
                set.remove_patterns(names(&asked));
                Ok(())
            },
            |set, outcome, out| answer_patterns(set, outcome, out, format, &asked),
        );
        Ok(())
    }

    pub(super) fn discover(&self, format: Format, payload: &[u8]) -> Result<(), DecodeError> {
        let asked = DiscoverRequest::decode(format, payload)?;
        let server = &self.connection.server;
        if !server.allows(|policy| policy.discover(&self.connection.caller)) {
            let denied =
                Failure::new(ErrorCode::AccessDenied, "this user may not list what there is to call");
            self.connection.refuse(format, &asked.correlation_id, false, &denied);
            return Ok(());
        }
        let directory = server.directory.snapshot();
        let mut actors: Vec<_> = directory
            .iter()
            .filter(|(_, actor)| !actor.is_stopped())
            .map(|(name, actor)| (&**name, actor.ern()))
            .collect();
        actors.sort_unstable();
        let types = server.registry.registered_types();
        self.connection.answer(|out| {
            discover::discovered(
                out,
                format,
                &asked.correlation_id,
                &ProtocolVersion::OURS,
                asked.include_actors.then_some(actors),
                asked.include_message_types.then(|| types.iter().map(String::as_str)),
            );
        });
        Ok(())
    }

    /// Changes the set and answers under one lock, so that pushes fall clearly before or after.
    fn change_subscriptions(
        &self,
        permitted: Outcome,
        change: impl FnOnce(&mut Subscriptions) -> Outcome,
        answer: impl FnOnce(&Subscriptions, Outcome, &mut Vec<u8>),
    ) {
        let server = &self.connection.server;
        let subscribed = self.connection.with(|state| {
            let State { outbox, subscriptions, .. } = state;
            let outcome = permitted.and_then(|()| change(subscriptions));
            if outcome.is_err() {
                Counters::count(&server.counters.errors);
            }
            outbox.append(|out| answer(subscriptions, outcome, out));
            !subscriptions.is_empty()
        });
        if subscribed {
            server.subscribed(&self.connection);
        } else {
            server.unsubscribed(&self.connection);
        }
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

fn answer_types(
    set: &Subscriptions,
    outcome: Outcome,
    out: &mut Vec<u8>,
    format: Format,
    asked: &NamesRequest<'_>,
) {
    match outcome {
        Ok(()) => subscription::subscribed(out, format, &asked.correlation_id, set.types()),
        Err(failure) => {
            subscription::subscription_failure(out, format, &asked.correlation_id, set.types(), &failure);
        }
    }
}

fn answer_patterns(
    set: &Subscriptions,
    outcome: Outcome,
    out: &mut Vec<u8>,
    format: Format,
    asked: &NamesRequest<'_>,
) {
    match outcome {
        Ok(()) => subscription::patterns(out, format, &asked.correlation_id, set.patterns()),
        Err(failure) => {
            subscription::pattern_failure(out, format, &asked.correlation_id, set.patterns(), &failure);
        }
    }
}
