//! Requests that this connection made before: where those went, and how they were to be answered.
//!
//! A program writes its calls in one way. So what was read and looked up for one holds for the next that differs in its id
//! and its payload alone, for as long as the routes stay.

use std::sync::{Arc, Weak};

use acton_wire::envelope::Template;
use acton_wire::payload::Presumed;
use acton_wire::{Envelope, Format};

use crate::actor::handle::ActorHandle;
use crate::ipc::directory::Actors;
use crate::ipc::inflight::Terms;
use crate::ipc::registry::{KnownType, Types};
use crate::ipc::routes::Routes;

/// Precedents that a connection keeps, each about as large as a request. Who makes more kinds of calls in turn has some
/// of them read and looked up.
const KEPT: usize = 4;

#[derive(Default)]
pub(super) struct Precedents {
    kept: Vec<Precedent>,
    /// Requests since one was like another before, and was taken for that rightly.
    strange: u32,
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

impl Precedents {
    /// The precedent that a request is like if its payload is one, its id, and that payload.
    pub(super) fn of<'a>(
        &self,
        format: Format,
        bytes: &'a [u8],
        routes: &Routes<'_>,
    ) -> Option<(&Precedent, &'a str, Presumed<'a>)> {
        let mut kept = self.kept.iter().filter(|precedent| precedent.holds(routes));
        kept.find_map(|precedent| {
            let (id, payload) = precedent.template.read(format, bytes)?;
            Some((precedent, id, payload))
        })
    }

    /// A request was like another.
    pub(super) fn held(&mut self) {
        self.strange = 0;
    }

    /// A request went to `actor` as none before. It becomes a precedent, unless it is the first of its connection, which is
    /// often the last, or one of a peer that writes each in another way.
    pub(super) fn add(
        &mut self,
        (format, bytes): (Format, &[u8]),
        envelope: &Envelope<'_>,
        terms: Terms,
        (actor, known): (&ActorHandle, &KnownType),
        routes: &Routes<'_>,
    ) {
        self.strange = self.strange.saturating_add(1);
        // Before its start nobody knows what the actor accepts.
        let is_settled = actor.shared().has_begun();
        if self.strange == 1 || !self.strange.is_power_of_two() || !is_settled {
            return;
        }
        let Some(template) = Template::of(format, bytes) else { return };
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
