//! What most programs configure of a listener. Everything else is on
//! [`IpcListenerBuilder`](crate::ipc::IpcListenerBuilder).

use std::path::PathBuf;
use std::time::Duration;

use crate::transport::unix::default_socket_path;

/// The documented settings of a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpcConfig {
    /// Where the socket is. Default: `$ACTON_SOCKET`, else `$XDG_RUNTIME_DIR/acton/ipc.sock`, else
    /// `/tmp/acton.sock`; at most 107 bytes (103 on macOS).
    pub socket_path: PathBuf,
    /// Connections at once; a user other than our own gets a quarter. Default 100.
    pub max_connections: usize,
    /// How long a connection may idle: nothing in flight, no subscription. Default 30 s.
    pub connection_timeout: Duration,
    /// Requests a connection may send. Default: as many as it likes.
    pub rate_limit: Option<RateLimitConfig>,
}

/// A rate of requests. Both fields must be above zero; otherwise the listener does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitConfig {
    /// Requests a second, in the long run.
    pub requests_per_second: u32,
    /// Requests at once, after a pause.
    pub burst_size: u32,
}

impl Default for IpcConfig {
    fn default() -> Self {
        Self {
            socket_path: default_socket_path(),
            max_connections: 100,
            connection_timeout: Duration::from_secs(30),
            rate_limit: None,
        }
    }
}
