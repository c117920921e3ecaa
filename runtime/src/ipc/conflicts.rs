//! Names that were refused where nobody was told: kept for the start of a listener, which fails of them.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::ipc::registry::RegisterError;

/// Cheap to clone: all clones are one list.
#[derive(Clone, Default)]
pub(crate) struct Conflicts(Arc<Mutex<Vec<RegisterError>>>);

impl Conflicts {
    pub(crate) fn report(&self, conflict: RegisterError) {
        tracing::error!(%conflict, "a name is in conflict; no listener starts while one is");
        self.0.lock().push(conflict);
    }

    pub(crate) fn all(&self) -> Vec<RegisterError> {
        self.0.lock().clone()
    }
}
