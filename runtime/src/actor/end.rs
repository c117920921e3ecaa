//! The end of an actor, however it comes: after a stop, by an abort, or because it never started.

use crate::actor::handle::ActorHandle;

/// Owned by the builder, then by the life. When it is dropped what never started is let go, and names vanish.
pub(crate) struct End(ActorHandle);

impl End {
    pub(crate) fn of(actor: ActorHandle) -> Self {
        Self(actor)
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let shared = self.0.shared();
        shared.mailbox.close();
        shared.mailbox.clear();
        for child in shared.children.stop() {
            child.shared().abort();
        }
        shared.system.broker.forget(&self.0);
        shared.system.directory.withdraw(&self.0);
        shared.roster().remove(&self.0);
        shared.end();
    }
}
