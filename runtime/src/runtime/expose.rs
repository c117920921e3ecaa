//! What a runtime offers for other processes: the registry, names for actors, listeners.

use crate::actor::handle::ActorHandle;
use crate::ipc::registry::IpcRegistry;
use crate::ipc::{IpcConfig, IpcListener, IpcListenerBuilder, ListenError, RegisterError};
use crate::runtime::ActonRuntime;

impl ActonRuntime {
    /// The registry of message types.
    #[must_use]
    pub fn ipc_registry(&self) -> IpcRegistry {
        self.ipc.registry.clone()
    }

    /// Lets other processes call `actor` by `name`.
    ///
    /// The first holder keeps a name until it stops or is hidden: a conflict is logged and makes the
    /// start of the listener fail, naming both. [`try_ipc_expose`](Self::try_ipc_expose) tells at once.
    #[allow(clippy::needless_pass_by_value)] // the documented form
    pub fn ipc_expose(&self, name: &str, actor: ActorHandle) {
        if let Err(conflict) = self.try_ipc_expose(name, &actor) {
            self.ipc.directory.conflicts.report(conflict);
        }
    }

    /// [`ipc_expose`](Self::ipc_expose) that returns a conflict instead of keeping it for the start.
    ///
    /// # Errors
    /// Another actor that is alive has the name.
    pub fn try_ipc_expose(&self, name: &str, actor: &ActorHandle) -> Result<(), RegisterError> {
        self.ipc.directory.expose(name, actor)
    }

    /// Takes a name back; the actor lives on, and what it was sent already is answered.
    pub fn ipc_hide(&self, name: &str) {
        self.ipc.directory.hide(name);
    }

    /// Listens with the default configuration.
    ///
    /// # Errors
    /// A name in conflict, a configuration that cannot hold, or a socket path that cannot be used.
    ///
    /// # Cancel safety
    /// As [`IpcListenerBuilder::start`].
    pub async fn start_ipc_listener(&self) -> Result<IpcListener, ListenError> {
        self.ipc_listener().start().await
    }

    /// Listens as configured.
    ///
    /// # Errors
    /// As [`start_ipc_listener`](Self::start_ipc_listener).
    ///
    /// # Cancel safety
    /// As [`IpcListenerBuilder::start`].
    pub async fn start_ipc_listener_with_config(
        &self,
        config: IpcConfig,
    ) -> Result<IpcListener, ListenError> {
        self.ipc_listener().config(config).start().await
    }

    /// A listener to be configured further than [`IpcConfig`] goes.
    pub fn ipc_listener(&self) -> IpcListenerBuilder {
        IpcListenerBuilder::new(self.system.clone(), &self.ipc)
    }
}
