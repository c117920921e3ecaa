//! A recipe's server from its flags to its end: listen, say so, wait for a signal, drain.

use std::process;

use acton_reactive::ipc::IpcListener;
use acton_reactive::prelude::*;

use crate::console;
use crate::server::signals::Signals;

mod flags;
mod signals;
mod start_error;
mod supervisor;

pub use flags::{Pace, ServerFlags};
pub use start_error::StartError;

/// A server that accepts connections.
#[derive(Debug)]
pub struct Server {
    runtime: ActonRuntime,
    listener: IpcListener,
    signals: Signals,
}

impl Server {
    /// Listens as the flags say, or at the socket that systemd passed, and says that it is ready. Signals are caught from here on.
    pub async fn start(runtime: ActonRuntime, flags: &ServerFlags) -> Result<Self, StartError> {
        let signals = Signals::catch().map_err(StartError::Signals)?;
        let mut builder = runtime.ipc_listener().config(flags.config()).socket_activation();
        if let Some(group) = &flags.group {
            builder = builder.group(group);
        }
        let listener = builder.start().await?;
        if let Some(socket) = listener.socket_path() {
            console::ready(socket);
            supervisor::ready(socket);
        }
        Ok(Self { runtime, listener, signals })
    }

    /// The listener.
    #[must_use]
    pub fn listener(&self) -> &IpcListener {
        &self.listener
    }

    /// Tells people what to type in a second terminal `to` do something with `client`.
    pub fn invite(&self, to: &str, client: &str) {
        if let Some(socket) = self.listener.socket_path() {
            console::note(format_args!(
                "To {to}, type in a second terminal:\n\n    {}\n",
                console::command(client, socket)
            ));
        }
    }

    /// Serves until SIGTERM or SIGINT, then finishes what is in flight, within 5 s. A second signal
    /// ends the process at once.
    pub async fn run(mut self) {
        self.signals.next().await;
        supervisor::stopping();
        tracing::info!("stopping: what is in flight is finished first; {}", self.listener.stats());
        tokio::select! {
            () = drain(&self.runtime, &self.listener) => {}
            signal = self.signals.next() => process::exit(128 + signal),
        }
    }
}

async fn drain(runtime: &ActonRuntime, listener: &IpcListener) {
    listener.shutdown_gracefully().await;
    if let Err(error) = runtime.shutdown_all().await {
        tracing::warn!("{error}");
    }
}
