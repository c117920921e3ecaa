//! A REQUEST past its gates, in the order that makes refusing cheap, into its actor's mailbox.

use std::time::Duration;

use acton_wire::{DecodeError, Envelope, ErrorCode, Failure, Format};
use tokio::time::Instant;

use crate::actor::caught::caught;
use crate::actor::delivery::{Content, Parcel};
use crate::actor::handle::ActorHandle;
use crate::actor::mailbox::{Pickup, Refusal};
use crate::actor::turn;
use crate::ipc::connection::busy;
use crate::ipc::inflight::{Arrival, Kind};
use crate::ipc::registry::KnownType;
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
        let envelope = Envelope::decode(format, payload)?;
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
            .and_then(|(actor, known)| Ok((actor, decode(actor, known, &envelope)?)));
        match found {
            Ok((actor, message)) => self.deliver(actor, message, envelope, format, now),
            Err(failure) => self.connection.refuse(format, &envelope.correlation_id, stream, &failure),
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
        message: Box<dyn Content>,
        envelope: Envelope<'_>,
        format: Format,
        now: Instant,
    ) {
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
        let (request, window_is_open) = self.connection.admit(&arrival, envelope.headers);
        self.window = Some(window_is_open);
        let slot = request.slot();
        let pushed = actor.shared().mailbox.push(Parcel { message, port: request });
        let Err((undelivered, refusal)) = pushed else {
            self.awaited |= matches!(pushed, Ok(Pickup::Prompt)) || turn::is_of(actor.shared());
            if kind == Kind::Post {
                let id = &envelope.correlation_id;
                self.connection.answer(|out| acton_wire::reply::delivered(out, format, id));
            }
            return;
        };
        self.connection.turn_away(
            slot,
            &match refusal {
                Refusal::Full => busy(actor.name()),
                Refusal::Stopped => stopped(),
            },
        );
        // Its destructor may be the user's.
        caught(|| drop(undelivered));
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

fn decode(
    actor: &ActorHandle,
    known: &KnownType,
    envelope: &Envelope<'_>,
) -> Result<Box<dyn Content>, Failure<'static>> {
    // Decoding may run a user's own code, which must not end the connection.
    let refused = match caught(|| known.decode(&envelope.payload)) {
        Some(Ok(message)) => return Ok(message),
        Some(Err(error)) => Failure::new(error.code(), error.to_string()),
        None => Failure::new(ErrorCode::SerializationError, "decoding the payload panicked"),
    };
    // That the actor has stopped comes first. Its mailbox says so too, to a message that decodes.
    Err(if actor.is_stopped() { stopped() } else { refused })
}

fn stopped() -> Failure<'static> {
    Failure::new(ErrorCode::ActorNotFound, "the actor under this target has stopped")
}
