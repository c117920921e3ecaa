//! What all handles of an actor and its life share.

use std::any::TypeId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;
use tokio::sync::SetOnce;
use tokio::task::AbortHandle;

use crate::actor::held::Held;
use crate::actor::mailbox::Mailbox;
use crate::actor::name;
use crate::actor::reads::Reads;
use crate::actor::roster::Roster;
use crate::actor::system::System;
use crate::actor::turn::Parties;

pub(crate) struct ActorShared {
    pub(crate) name: Arc<str>,
    pub(crate) ern: String,
    pub(crate) mailbox: Mailbox,
    pub(crate) system: Arc<System>,
    pub(crate) parent: Option<Arc<ActorShared>>,
    pub(crate) reads: Reads,
    pub(crate) children: Roster,
    pub(crate) counts: Counts,
    pub(crate) held: Held,
    pub(crate) parties: Parties,
    /// Set once the actor has ended; its children and reads end with it.
    ended: SetOnce<()>,
    accepts: OnceLock<FxHashSet<TypeId>>,
    task: OnceLock<AbortHandle>,
}

#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) handled: AtomicU64,
    pub(crate) panicked: AtomicU64,
    pub(crate) restarted: AtomicU64,
    pub(crate) missed: AtomicU64,
    /// Panics of reads that the life has not dealt with yet.
    read_panics: AtomicU64,
}

impl Counts {
    /// Counted by the actor's own task alone.
    pub(crate) fn one_more_handled(&self) {
        self.handled.store(self.handled.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    pub(crate) fn read_panicked(&self) {
        self.read_panics.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn take_read_panic(&self) -> bool {
        let any = self.read_panics.load(Ordering::Acquire) > 0;
        if any {
            self.read_panics.fetch_sub(1, Ordering::AcqRel);
        }
        any
    }
}

impl ActorShared {
    pub(crate) fn new(name: &str, system: Arc<System>, parent: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            ern: name::ern(name),
            mailbox: Mailbox::new(),
            system,
            parent,
            reads: Reads::new(),
            children: Roster::default(),
            counts: Counts::default(),
            held: Held::default(),
            parties: Parties::default(),
            ended: SetOnce::new(),
            accepts: OnceLock::new(),
            task: OnceLock::new(),
        })
    }

    /// Whether the actor has a handler for the type. Before its start nobody knows: yes.
    pub(crate) fn accepts(&self, message: TypeId) -> bool {
        self.accepts.get().is_none_or(|accepted| accepted.contains(&message))
    }

    /// Who stops together with this actor.
    pub(crate) fn roster(&self) -> &Roster {
        self.parent.as_ref().map_or(&self.system.actors, |parent| &parent.children)
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.accepts.get().is_some()
    }

    pub(crate) fn begin(&self, accepted: FxHashSet<TypeId>) {
        let _ = self.accepts.set(accepted);
    }

    pub(crate) fn runs_in(&self, task: AbortHandle) {
        let _ = self.task.set(task);
    }

    /// Ends the actor where it stands.
    pub(crate) fn abort(&self) {
        self.mailbox.close();
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }

    pub(crate) fn end(&self) {
        let _ = self.ended.set(());
    }

    /// Resolves once the actor is no more. Cancel safe.
    pub(crate) async fn has_ended(&self) {
        self.ended.wait().await;
    }

    pub(crate) fn is_stopped(&self) -> bool {
        !self.mailbox.is_open()
    }
}
