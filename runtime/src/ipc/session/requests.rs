//! A REQUEST past its gates, in the order that makes refusing cheap, into its actor's mailbox.

use std::sync::Arc;
use std::time::Duration;

use acton_wire::{DecodeError, Envelope, ErrorCode, Failure, Format, reply};
use tokio::time::Instant;

use crate::actor::caller::Headers;
use crate::actor::handle::ActorHandle;
use crate::actor::mailbox::{Pickup, Refusal};
use crate::actor::port::ReplyPort;
use crate::actor::turn;
use crate::ipc::connection::{Connection, busy};
use crate::ipc::inflight::{Arrival, Kind, Terms};
use crate::ipc::registry::{Content, KnownType, Reception, Undecoded};
use crate::ipc::routes::Routes;
use crate::ipc::session::dispatch::{Dispatch, Noted};
use crate::ipc::session::precedents::Precedent;

/// How far a request has come by a precedent.
#[derive(PartialEq)]
enum Taken {
    /// It is delivered or refused.
    Whole,
    /// It has passed its gates, and is to be read.
    ToItsPayload,
    NotAtAll,
}

impl Dispatch {
    pub(super) fn request(
        &mut self,
        format: Format,
        bytes: &[u8],
        routes: &Routes<'_>,
        now: Instant,
    ) -> Result<(), DecodeError> {
        let taken = self.by_precedent(format, bytes, routes, now)?;
        if taken == Taken::Whole {
            return Ok(());
        }
        let Self { connection, gates, precedents, noted, .. } = self;
        let mut envelope = Envelope::decode(format, bytes)?;
        let terms = terms(format, &envelope, connection.server.limits.response_timeout);
        let pass = || match taken {
            // No request to another target, or of another type, is like that precedent.
            Taken::ToItsPayload => Ok(()),
            _ => gates.pass(connection, &envelope.target, &envelope.message_type),
        };
        let delivered = pass().and_then(|()| {
            let (actor, known) = find(&envelope, routes)?;
            let headers = envelope.headers.take();
            let (id, payload) = (&*envelope.correlation_id, Content::Payload(envelope.payload));
            let arrival = Arrival { id, terms, size: payload.len(), now };
            let arriving = Arriving { connection, noted, actor, arrival, headers, slot: 0 };
            arriving.deliver(known, payload).map_err(|undecoded| undecoded.refusal(actor))?;
            match taken {
                Taken::ToItsPayload => precedents.forget(bytes),
                _ => precedents.add((format, bytes), &envelope, terms, (actor, known), routes),
            }
            Ok(())
        });
        if let Err(failure) = delivered {
            connection.refuse(format, &envelope.correlation_id, envelope.expects_stream, &failure);
        }
        Ok(())
    }

    fn by_precedent(
        &mut self,
        format: Format,
        bytes: &[u8],
        routes: &Routes<'_>,
        now: Instant,
    ) -> Result<Taken, DecodeError> {
        let Self { connection, gates, precedents, noted, .. } = self;
        let Some((precedent, id, payload)) = precedents.of(format, bytes, routes) else {
            return Ok(Taken::NotAtAll);
        };
        let &Precedent { ref target, ref message_type, ref actor, ref known, terms, .. } = precedent;
        let delivered = gates.pass(connection, target, message_type).map(|()| {
            let payload = Content::Presumed(payload);
            let arrival = Arrival { id, terms, size: payload.len(), now };
            Arriving { connection, noted, actor, arrival, headers: None, slot: 0 }.deliver(known, payload)
        });
        let failure = match delivered {
            Ok(Ok(())) => {
                precedents.held();
                return Ok(Taken::Whole);
            }
            Ok(Err(Undecoded::Unusual)) => return Ok(Taken::ToItsPayload),
            Ok(Err(undecoded)) => undecoded.refusal(actor),
            Err(failure) => {
                // One that is not well formed is refused for that.
                Envelope::decode(format, bytes)?;
                failure
            }
        };
        connection.refuse(format, id, terms.kind == Kind::Stream, &failure);
        Ok(Taken::Whole)
    }
}

/// `longest`: 0 and anything above it mean this timeout.
fn terms(format: Format, envelope: &Envelope<'_>, longest: Duration) -> Terms {
    let kind = match (envelope.expects_stream, envelope.expects_reply) {
        (true, _) => Kind::Stream,
        (false, true) => Kind::Call,
        (false, false) => Kind::Post,
    };
    let asked = Duration::from_millis(envelope.response_timeout_ms);
    let timeout = if asked.is_zero() { longest } else { asked.min(longest) };
    Terms { format, kind, timeout, credit: envelope.stream_credit }
}

fn find<'r>(
    envelope: &Envelope<'_>,
    routes: &Routes<'r>,
) -> Result<(&'r ActorHandle, &'r KnownType), Failure<'static>> {
    let unknown = |detail| Failure::new(ErrorCode::UnknownMessageType, detail);
    let known = routes.types.named(&envelope.message_type);
    let known = known.ok_or_else(|| unknown("no message type of this name is registered"))?;
    let actor = routes
        .actors
        .get(&*envelope.target)
        .ok_or_else(|| Failure::new(ErrorCode::ActorNotFound, "no actor is exposed under this target"))?;
    if !actor.shared().accepts(known.id) {
        return Err(unknown("the target has no handler for this message type"));
    }
    Ok((actor, known))
}

fn stopped() -> Failure<'static> {
    Failure::new(ErrorCode::ActorNotFound, "the actor under this target has stopped")
}

/// A request on its way into a mailbox.
struct Arriving<'a> {
    connection: &'a Arc<Connection>,
    noted: &'a mut Noted,
    actor: &'a ActorHandle,
    arrival: Arrival<'a>,
    headers: Option<Box<Headers>>,
    slot: usize,
}

impl Arriving<'_> {
    fn deliver(mut self, known: &KnownType, payload: Content<'_>) -> Result<(), Undecoded> {
        known.deliver(payload, &self.actor.shared().mailbox, &mut self)
    }
}

impl Undecoded {
    /// What to say of it to who meant it for `actor`.
    fn refusal(self, actor: &ActorHandle) -> Failure<'static> {
        if actor.is_stopped() {
            // This comes first. The mailbox says so too, to a message that decodes.
            return stopped();
        }
        match self {
            Self::Refused(error) => Failure::new(error.code(), error.to_string()),
            // Such a request is read again, and then it is something else.
            Self::Unusual => Failure::new(ErrorCode::SerializationError, "the payload is no such message"),
            Self::Panicked => Failure::new(ErrorCode::SerializationError, "decoding the payload panicked"),
        }
    }
}

impl Reception for Arriving<'_> {
    fn admit(&mut self) -> Arc<dyn ReplyPort> {
        let (request, seen) = self.connection.admit(&self.arrival, self.headers.take());
        self.noted.seen = Some(seen);
        self.slot = request.slot();
        request
    }

    fn pushed(&mut self, pushed: Result<Pickup, Refusal>) {
        let Self { connection, noted, actor, arrival, slot, .. } = self;
        match pushed {
            Ok(pickup) => {
                noted.is_awaited |= pickup == Pickup::Prompt || turn::is_of(actor.shared());
                if arrival.terms.kind == Kind::Post {
                    noted.seen = None;
                    connection.answer(|out| reply::delivered(out, arrival.terms.format, arrival.id));
                }
            }
            Err(refusal) => {
                noted.seen = None;
                let failure = match refusal {
                    Refusal::Full => busy(actor.name()),
                    Refusal::Stopped => stopped(),
                };
                connection.turn_away(*slot, &failure);
            }
        }
    }
}
