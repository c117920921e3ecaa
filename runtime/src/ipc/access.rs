//! Who may connect, and what each may ask.

use crate::actor::caller::Caller;
use crate::transport::unix;

impl Caller {
    /// Whether the caller is our own user or root.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        unix::trusted(self.uid, None)
    }
}

/// Decides about every connection, request, subscription and discovery. Each method has a default:
/// our own user and root may do everything, nobody else may connect. One that panics says no.
///
/// ```
/// use acton_reactive::ipc::AccessPolicy;
/// use acton_reactive::prelude::*;
///
/// /// Whom the socket's mode lets in may read; only our own user may write.
/// struct ReadersWelcome;
///
/// impl AccessPolicy for ReadersWelcome {
///     fn admit(&self, _caller: &Caller) -> bool {
///         true
///     }
///     fn request(&self, caller: &Caller, _target: &str, message_type: &str) -> bool {
///         caller.is_trusted() || message_type.starts_with("Get")
///     }
/// }
/// ```
pub trait AccessPolicy: Send + Sync + 'static {
    /// May it connect?
    fn admit(&self, caller: &Caller) -> bool {
        caller.is_trusted()
    }

    /// May it send this message to this actor?
    fn request(&self, _caller: &Caller, _target: &str, _message_type: &str) -> bool {
        true
    }

    /// May it subscribe to this message type, or to this pattern (`Price*`)?
    fn subscribe(&self, _caller: &Caller, _name: &str) -> bool {
        true
    }

    /// May it list actors and message types?
    fn discover(&self, _caller: &Caller) -> bool {
        true
    }
}

/// Our own user and root.
pub(crate) struct OwnUser;

impl AccessPolicy for OwnUser {}

/// Whom the socket's mode lets in: the policy of a socket that is shared with a group.
pub(crate) struct WhomTheModeLetsIn;

impl AccessPolicy for WhomTheModeLetsIn {
    fn admit(&self, _caller: &Caller) -> bool {
        true
    }
}
