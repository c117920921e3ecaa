//! Those who stop together: the top-level actors of a system, the children of an actor.

use parking_lot::Mutex;

use crate::actor::handle::ActorHandle;

#[derive(Default)]
pub(crate) struct Roster(Mutex<Members>);

#[derive(Default)]
struct Members {
    actors: Vec<ActorHandle>,
    closed: bool,
}

impl Roster {
    /// False: the stop has begun, and whoever comes now stops too.
    pub(crate) fn add(&self, actor: ActorHandle) -> bool {
        let mut members = self.0.lock();
        if !members.closed {
            members.actors.push(actor);
        }
        !members.closed
    }

    pub(crate) fn remove(&self, actor: &ActorHandle) {
        self.0.lock().actors.retain(|member| member != actor);
    }

    /// Those alive, oldest first.
    pub(crate) fn members(&self) -> Vec<ActorHandle> {
        self.0.lock().actors.clone()
    }

    /// Tells all to stop, and whoever comes later; does not wait. Returns those alive, oldest first.
    pub(crate) fn stop(&self) -> Vec<ActorHandle> {
        let mut members = self.0.lock();
        members.closed = true;
        let actors = members.actors.clone();
        drop(members);
        for actor in &actors {
            actor.shared().mailbox.close();
        }
        actors
    }
}
