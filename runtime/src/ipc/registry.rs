//! The one room that knows a wire name and a Rust type.
//!
//! Requests read an immutable snapshot; registering makes a new one.

use std::any::TypeId;
use std::sync::Arc;

use acton_wire::payload::Presumed;
use acton_wire::{DecodeError, Payload};
use arc_swap::{ArcSwap, Cache};
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::actor::caught::caught;
use crate::actor::delivery::Delivery;
use crate::actor::mailbox::{Mailbox, Pickup, Refusal};
use crate::actor::port::ReplyPort;
use crate::ipc::conflicts::Conflicts;
use crate::message::{Message, Opened};

/// The message types other processes may name. Cheap to clone: all clones are one registry.
#[derive(Clone)]
pub struct IpcRegistry {
    types: Arc<ArcSwap<Types>>,
    pub(crate) conflicts: Conflicts,
}

/// A name that was taken, or a type that had a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The name belongs to another type.
    #[error(
        "the wire name \"{name}\" is registered for {holder} and cannot also mean {refused}: choose another name"
    )]
    NameTaken {
        /// The wire name.
        name: String,
        /// The type that keeps it.
        holder: &'static str,
        /// The type that was refused.
        refused: &'static str,
    },
    /// The type has another name; one type has one wire name.
    #[error(
        "{type_name} is registered as \"{name}\" and cannot also be called \"{refused}\": use the name it has"
    )]
    TypeNamed {
        /// The type.
        type_name: &'static str,
        /// The name it keeps.
        name: String,
        /// The name that was refused.
        refused: String,
    },
    /// The name belongs to another actor that is alive.
    #[error(
        "the name \"{name}\" is exposed by {holder} and cannot also mean {refused}: \
         choose another name, or hide the first"
    )]
    ActorTaken {
        /// The name.
        name: String,
        /// The actor that keeps it.
        holder: String,
        /// The actor that was refused.
        refused: String,
    },
    /// The name is empty or longer than 256 bytes.
    #[error("a name has 1 to {longest} bytes and \"{name}\" has {}: choose another name", name.len())]
    BadName {
        /// The name.
        name: String,
        /// The most bytes a name may have.
        longest: usize,
    },
}

#[derive(Clone, Default)]
pub(crate) struct Types {
    by_name: FxHashMap<Arc<str>, KnownType>,
    by_type: FxHashMap<TypeId, Arc<str>>,
}

#[derive(Clone, Copy)]
pub(crate) struct KnownType {
    pub(crate) id: TypeId,
    type_name: &'static str,
    deliver: Deliver,
}

type Deliver = fn(Content<'_>, &Mailbox, &mut dyn Reception) -> Result<(), Undecoded>;

/// What a message is decoded from.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    Payload(Payload<'a>),
    Presumed(Presumed<'a>),
}

impl<'a> Content<'a> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Payload(payload) => payload.len(),
            Self::Presumed(presumed) => presumed.len(),
        }
    }

    fn decode<T: Deserialize<'a>>(self) -> Result<T, Undecoded> {
        match self {
            Self::Payload(payload) => payload.decode().map_err(Undecoded::Refused),
            Self::Presumed(presumed) => presumed.decode().ok_or(Undecoded::Unusual),
        }
    }
}

/// Why a payload made no message.
pub(crate) enum Undecoded {
    Refused(DecodeError),
    /// It was presumed to be one, and perhaps is none.
    Unusual,
    /// The user's own code panicked.
    Panicked,
}

/// Who sends a message that is known by a name only.
pub(crate) trait Reception {
    /// It decodes: where its replies are to go.
    fn admit(&mut self) -> Arc<dyn ReplyPort>;

    /// What the mailbox says to it. One that was refused is dropped after this.
    fn pushed(&mut self, pushed: Result<Pickup, Refusal>);
}

impl KnownType {
    /// Decodes straight into the handler's message, which goes into `mailbox`.
    pub(crate) fn deliver(
        &self,
        content: Content<'_>,
        mailbox: &Mailbox,
        reception: &mut dyn Reception,
    ) -> Result<(), Undecoded> {
        (self.deliver)(content, mailbox, reception)
    }
}

/// [`KnownType::deliver`] of one type, whose message is in no box on its way.
fn deliver<T: Message + DeserializeOwned>(
    content: Content<'_>,
    mailbox: &Mailbox,
    reception: &mut dyn Reception,
) -> Result<(), Undecoded> {
    // Decoding may run a user's own code, which must not end the connection.
    let message = caught(|| content.decode::<T>()).ok_or(Undecoded::Panicked)??;
    let delivery = Delivery { message: Opened::Own(message), port: Some(reception.admit()) };
    match mailbox.push(delivery) {
        Ok(pickup) => reception.pushed(Ok(pickup)),
        Err((undelivered, refusal)) => {
            reception.pushed(Err(refusal));
            // Its destructor may be the user's.
            caught(|| drop(undelivered));
        }
    }
    Ok(())
}

impl IpcRegistry {
    pub(crate) fn new() -> Self {
        Self { types: Arc::new(ArcSwap::from_pointee(Types::default())), conflicts: Conflicts::default() }
    }

    /// Gives `T` a name on the wire: requests may carry it, and broadcasts of it leave the process.
    /// Replies need no registration.
    ///
    /// The first holder keeps a name: a conflict is logged and makes the start of the listener fail,
    /// naming both. The same type and name twice is fine. [`try_register`](Self::try_register) tells
    /// at once.
    pub fn register<T: Message + Serialize + DeserializeOwned>(&self, name: &str) {
        if let Err(conflict) = self.try_register::<T>(name) {
            self.conflicts.report(conflict);
        }
    }

    /// [`register`](Self::register) that returns a conflict instead of keeping it for the start.
    ///
    /// # Errors
    /// The name means another type, or the type has another name.
    pub fn try_register<T: Message + Serialize + DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<(), RegisterError> {
        check_name(name)?;
        let id = TypeId::of::<T>();
        let type_name = std::any::type_name::<T>();
        let mut outcome = Ok(());
        self.types.rcu(|types| {
            outcome = types.check(name, id, type_name);
            let mut types = Types::clone(types);
            if outcome.is_ok() {
                let name: Arc<str> = name.into();
                types.by_type.insert(id, name.clone());
                types.by_name.insert(name, KnownType { id, type_name, deliver: deliver::<T> });
            }
            types
        });
        outcome
    }

    /// Whether the name means a type.
    #[must_use]
    pub fn is_registered(&self, name: &str) -> bool {
        self.types.load().by_name.contains_key(name)
    }

    /// All names, sorted.
    #[must_use]
    pub fn registered_types(&self) -> Vec<String> {
        let mut names: Vec<_> = self.types.load().by_name.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn snapshot(&self) -> arc_swap::Guard<Arc<Types>> {
        self.types.load()
    }

    pub(crate) fn cache(&self) -> Cache<Arc<ArcSwap<Types>>, Arc<Types>> {
        Cache::new(self.types.clone())
    }
}

impl Types {
    pub(crate) fn named(&self, name: &str) -> Option<&KnownType> {
        self.by_name.get(name)
    }

    pub(crate) fn name_of(&self, id: TypeId) -> Option<&Arc<str>> {
        self.by_type.get(&id)
    }

    fn check(&self, name: &str, id: TypeId, type_name: &'static str) -> Result<(), RegisterError> {
        if let Some(holder) = self.by_name.get(name).filter(|holder| holder.id != id) {
            let (holder, refused) = (holder.type_name, type_name);
            return Err(RegisterError::NameTaken { name: name.to_owned(), holder, refused });
        }
        match self.by_type.get(&id).filter(|known| &***known != name) {
            Some(known) => {
                Err(RegisterError::TypeNamed { type_name, name: known.to_string(), refused: name.to_owned() })
            }
            None => Ok(()),
        }
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), RegisterError> {
    let longest = acton_wire::limits::MAX_NAME;
    if name.is_empty() || name.len() > longest {
        return Err(RegisterError::BadName { name: name.to_owned(), longest });
    }
    Ok(())
}

impl std::fmt::Debug for IpcRegistry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IpcRegistry").field("types", &self.registered_types()).finish()
    }
}
