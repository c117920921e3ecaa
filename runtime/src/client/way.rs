//! The way to a server: where it listens, and whom to believe there.

use std::path::PathBuf;

use crate::transport::unix::{ConnectError, UnixLink, connect};

#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) path: PathBuf,
    /// Users whose server is believed, beside our own and root.
    pub(super) trust: Vec<u32>,
}

impl Way {
    /// Connects, and checks each time anew who runs the server.
    pub(super) async fn dial(&self) -> Result<UnixLink, ConnectError> {
        connect(&self.path, &self.trust).await
    }
}

/// Whether there may be a server to believe a moment later.
pub(super) fn may_open(error: &ConnectError) -> bool {
    matches!(error, ConnectError::NotListening { .. } | ConnectError::Busy { .. } | ConnectError::Io { .. })
}
