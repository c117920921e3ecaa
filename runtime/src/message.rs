//! What a message is. Knows nothing of actors or connections.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

#[cfg(feature = "ipc")]
use acton_wire::payload::Portable;

pub(crate) mod empty;

/// A type that actors receive, reply with and broadcast: any struct or enum that carries
/// [`#[acton_message]`](crate::acton_message).
///
/// The attribute implements this trait; there is nothing to write by hand.
pub trait Message: Any + Send + Sync {
    /// How the message leaves the process: `None` for a plain `#[acton_message]`, which stays inside.
    #[cfg(feature = "ipc")]
    #[doc(hidden)]
    fn portable(&self) -> Option<&dyn Portable> {
        None
    }

    /// What the log calls a message that could not leave.
    #[cfg(feature = "ipc")]
    #[doc(hidden)]
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }
}

/// A message as its receiver has it.
pub(crate) enum Opened<M> {
    /// To one receiver. To count who else has it would cost a message more than all else its actor does with it.
    Own(M),
    /// To all who subscribed.
    Shared(Arc<M>),
}

impl<M> Opened<M> {
    /// The message itself, unless others received it, too.
    pub(crate) fn into_inner(self) -> Option<M> {
        match self {
            Self::Own(message) => Some(message),
            Self::Shared(message) => Arc::into_inner(message),
        }
    }
}

impl<M> Deref for Opened<M> {
    type Target = M;

    fn deref(&self) -> &M {
        match self {
            Self::Own(message) => message,
            Self::Shared(message) => message,
        }
    }
}

/// The type's name without its path, for logs and default actor names.
pub(crate) fn short_name<T: ?Sized>() -> &'static str {
    let full = std::any::type_name::<T>();
    let generics = full.find('<').unwrap_or(full.len());
    full[..generics].rfind("::").map_or(full, |at| &full[at + 2..])
}
