//! What systemd is told, where it started the server and wants to know (`NOTIFY_SOCKET`).

use std::path::Path;

use sd_notify::NotifyState;

/// The server accepts connections at `socket`.
pub(super) fn ready(socket: &Path) {
    tell(&[NotifyState::Ready, NotifyState::Status(&format!("listens at {}", socket.display()))]);
}

/// The server finishes what is in flight and takes nothing new.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("finishes what is in flight")]);
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!("systemd could not be told of the server's state: {error}");
    }
}
