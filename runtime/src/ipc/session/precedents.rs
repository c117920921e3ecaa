//! Requests that this connection made before: where those went, and how they were to be answered.
//!
//! A program writes its calls in one way. So what was read and looked up for one holds for the next that differs in its id
//! and its payload alone, for as long as the routes stay.

use std::str::from_utf8;
use std::sync::{Arc, Weak};

use acton_wire::envelope::Template;
use acton_wire::payload::Presumed;
use acton_wire::{Envelope, Format};

use crate::actor::handle::ActorHandle;
use crate::ipc::directory::Actors;
use crate::ipc::inflight::Terms;
use crate::ipc::registry::{KnownType, Types};
use crate::ipc::routes::Routes;

/// Precedents that a connection keeps, of about a kilobyte at most. Who makes more kinds of calls in turn has some of them read and
/// looked up.
const KEPT: usize = 4;

/// Requests that are read at most before another becomes a precedent.
const LONGEST_WAIT: u32 = 1 << 16;

pub(super) struct Precedents {
    kept: Vec<Precedent>,
    /// Requests that are read before the next becomes a precedent.
    wait: u32,
    /// As many as these after that one. Each precedent doubles it, each request that is like one halves it: a peer that writes each in
    /// another way is not to pay for precedents, too.
    next_wait: u32,
}

pub(super) struct Precedent {
    template: Template,
    pub(super) target: String,
    pub(super) message_type: String,
    pub(super) terms: Terms,
    pub(super) actor: ActorHandle,
    pub(super) known: KnownType,
    types: Weak<Types>,
    actors: Weak<Actors>,
}

impl Default for Precedents {
    /// The first request of a connection is often its last.
    fn default() -> Self {
        Self { kept: Vec::new(), wait: 1, next_wait: 0 }
    }
}

impl Precedents {
    /// The precedent that a request is like if its payload is one, its id, and that payload.
    pub(super) fn of<'a>(
        &self,
        format: Format,
        bytes: &'a [u8],
        routes: &Routes<'_>,
    ) -> Option<(&Precedent, &'a str, Presumed<'a>)> {
        if format != Format::Json || self.kept.is_empty() {
            return None;
        }
        let text = from_utf8(bytes).ok()?;
        let mut kept = self.kept.iter().filter(|precedent| precedent.holds(routes));
        kept.find_map(|precedent| {
            let (id, payload) = precedent.template.read(text)?;
            Some((precedent, id, payload))
        })
    }

    /// A request was like another.
    pub(super) fn held(&mut self) {
        self.next_wait /= 2;
        self.wait = self.wait.min(self.next_wait);
    }

    /// A request was like another but for how its payload is written. Others to come may be so as well: all of them are read.
    pub(super) fn forget(&mut self, bytes: &[u8]) {
        if let Ok(text) = from_utf8(bytes) {
            self.kept.retain(|precedent| precedent.template.read(text).is_none());
        }
    }

    /// A request went to `actor` as none before: it becomes a precedent, unless others are to be read first.
    pub(super) fn add(
        &mut self,
        (format, bytes): (Format, &[u8]),
        envelope: &Envelope<'_>,
        terms: Terms,
        (actor, known): (&ActorHandle, &KnownType),
        routes: &Routes<'_>,
    ) {
        // Before its start nobody knows what the actor accepts.
        if format != Format::Json || !actor.shared().has_begun() {
            return;
        }
        if self.wait > 0 {
            self.wait -= 1;
            return;
        }
        self.next_wait = (self.next_wait * 2).clamp(1, LONGEST_WAIT);
        self.wait = self.next_wait;
        let Some(template) = from_utf8(bytes).ok().and_then(Template::of) else { return };
        self.kept.retain(|precedent| precedent.holds(routes));
        self.kept.truncate(KEPT - 1);
        let precedent = Precedent {
            template,
            target: envelope.target.as_ref().into(),
            message_type: envelope.message_type.as_ref().into(),
            terms,
            actor: actor.clone(),
            known: *known,
            types: Arc::downgrade(routes.types),
            actors: Arc::downgrade(routes.actors),
        };
        self.kept.insert(0, precedent);
    }
}

impl Precedent {
    /// Whether nothing was registered, exposed or hidden since. While it is held the address is nobody else's.
    fn holds(&self, routes: &Routes<'_>) -> bool {
        std::ptr::eq(self.types.as_ptr(), &raw const **routes.types)
            && std::ptr::eq(self.actors.as_ptr(), &raw const **routes.actors)
    }
}

#[cfg(test)]
mod tests;
