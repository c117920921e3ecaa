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
use crate::ipc::connection::busy;
use crate::ipc::inflight::{Arrival, Kind};
use crate::ipc::registry::{KnownType, Reception, Undecoded};
use crate::ipc::routes::Routes;
use crate::ipc::session::dispatch::Dispatch;

impl Dispatch {
    pub(super) fn request(
        &mut self,
        format: Format,
        payload: &[u8],
        routes: &Routes<'_>,
        now: Instant,
    ) -> Result<(), DecodeError> {
        let mut envelope = Envelope::decode(format, payload)?;
        let stream = envelope.expects_stream;
        if let Err(failure) = self.pass(&envelope) {
            self.connection.refuse(format, &envelope.correlation_id, stream, &failure);
            return Ok(());
        }
        let found = routes
            .types
            .named(&envelope.message_type)
            .ok_or_else(|| {
                Failure::new(ErrorCode::UnknownMessageType, "no message type of this name is registered")
            })
            .and_then(|known| Ok((find(routes.actors.get(&*envelope.target), known)?, known)))
            .and_then(|(actor, known)| self.deliver(actor, known, &mut envelope, format, now));
        if let Err(failure) = found {
            self.connection.refuse(format, &envelope.correlation_id, stream, &failure);
        }
        Ok(())
    }

    /// Draining, rate, access.
    fn pass(&self, envelope: &Envelope<'_>) -> Result<(), Failure<'static>> {
        let server = &self.connection.server;
        if self.leaving || server.is_stopping() {
            let detail = "the server takes no more requests on this connection";
            return Err(Failure::new(ErrorCode::ShuttingDown, detail).executed(acton_wire::Executed::No));
        }
        if let Some(gate) = &self.gate {
            gate.pass()?;
        }
        let caller = &self.connection.caller;
        if !server.allows(|policy| policy.request(caller, &envelope.target, &envelope.message_type)) {
            let detail = "this user may not send this message to this target";
            return Err(Failure::new(ErrorCode::AccessDenied, detail));
        }
        Ok(())
    }

    fn deliver(
        &mut self,
        actor: &ActorHandle,
        known: &KnownType,
        envelope: &mut Envelope<'_>,
        format: Format,
        now: Instant,
    ) -> Result<(), Failure<'static>> {
        let kind = match (envelope.expects_stream, envelope.expects_reply) {
            (true, _) => Kind::Stream,
            (false, true) => Kind::Call,
            (false, false) => Kind::Post,
        };
        let arrival = Arrival {
            id: &envelope.correlation_id,
            format,
            kind,
            size: envelope.payload.len(),
            timeout: self.timeout(envelope.response_timeout_ms),
            credit: envelope.stream_credit,
            now,
        };
        let headers = envelope.headers.take();
        let mut arriving = Arriving { dispatch: self, actor, arrival, headers, slot: 0 };
        known.deliver(&envelope.payload, &actor.shared().mailbox, &mut arriving).map_err(|undecoded| {
            if actor.is_stopped() {
                // This comes first. The mailbox says so too, to a message that decodes.
                return stopped();
            }
            match undecoded {
                Undecoded::Refused(error) => Failure::new(error.code(), error.to_string()),
                Undecoded::Panicked => {
                    Failure::new(ErrorCode::SerializationError, "decoding the payload panicked")
                }
            }
        })
    }

    /// 0 and anything above the cap mean the cap.
    fn timeout(&self, asked_ms: u64) -> Duration {
        let cap = self.connection.server.limits.response_timeout;
        let asked = Duration::from_millis(asked_ms);
        if asked.is_zero() { cap } else { asked.min(cap) }
    }
}

fn find<'a>(actor: Option<&'a ActorHandle>, known: &KnownType) -> Result<&'a ActorHandle, Failure<'static>> {
    let Some(actor) = actor else {
        return Err(Failure::new(ErrorCode::ActorNotFound, "no actor is exposed under this target"));
    };
    if !actor.shared().accepts(known.id) {
        let detail = "the target has no handler for this message type";
        return Err(Failure::new(ErrorCode::UnknownMessageType, detail));
    }
    Ok(actor)
}

fn stopped() -> Failure<'static> {
    Failure::new(ErrorCode::ActorNotFound, "the actor under this target has stopped")
}

/// A request on its way into a mailbox.
struct Arriving<'a> {
    dispatch: &'a mut Dispatch,
    actor: &'a ActorHandle,
    arrival: Arrival<'a>,
    headers: Option<Box<Headers>>,
    slot: usize,
}

impl Reception for Arriving<'_> {
    fn admit(&mut self) -> Arc<dyn ReplyPort> {
        let (request, seen) = self.dispatch.connection.admit(&self.arrival, self.headers.take());
        self.dispatch.seen = Some(seen);
        self.slot = request.slot();
        request
    }

    fn pushed(&mut self, pushed: Result<Pickup, Refusal>) {
        let Self { dispatch, actor, arrival, slot, .. } = self;
        match pushed {
            Ok(pickup) => {
                dispatch.awaited |= pickup == Pickup::Prompt || turn::is_of(actor.shared());
                if arrival.kind == Kind::Post {
                    dispatch.seen = None;
                    dispatch.connection.answer(|out| reply::delivered(out, arrival.format, arrival.id));
                }
            }
            Err(refusal) => {
                dispatch.seen = None;
                let failure = match refusal {
                    Refusal::Full => busy(actor.name()),
                    Refusal::Stopped => stopped(),
                };
                dispatch.connection.turn_away(*slot, &failure);
            }
        }
    }
}
