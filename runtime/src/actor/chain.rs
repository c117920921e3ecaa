//! The asks that led to a handler: a timeout names them.

use std::fmt;
use std::sync::Arc;

use crate::actor::scope::Scope;

/// One ask on the way to a handler: who asked, and whom.
#[derive(Debug)]
pub(crate) struct Chain {
    before: Option<Arc<Chain>>,
    asker: Option<Arc<str>>,
    asked: Arc<str>,
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.asker) {
            (Some(before), _) => write!(f, "{before} → {}", self.asked),
            (None, Some(asker)) => write!(f, "{asker} → {}", self.asked),
            (None, None) => f.write_str(&self.asked),
        }
    }
}

/// Who asks, and which asks led to that. A chain of it is made once somebody has to be told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    before: Option<Arc<Chain>>,
    asker: Option<Arc<str>>,
}

impl Cause {
    /// The cause of an ask by the code that runs under `scope`.
    pub(crate) fn of(scope: &Scope) -> Self {
        let Some(actor) = &scope.actor else { return Self::default() };
        let before = scope.port.as_ref().and_then(|port| port.led_by(&actor.name));
        Self { before, asker: Some(actor.name.clone()) }
    }

    pub(crate) fn before(&self) -> Option<Arc<Chain>> {
        self.before.clone()
    }

    /// The chain down to `asked`.
    pub(crate) fn chain(&self, asked: &Arc<str>) -> Arc<Chain> {
        let Self { before, asker } = self.clone();
        Arc::new(Chain { before, asker, asked: asked.clone() })
    }
}
