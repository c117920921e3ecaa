//! The flags every recipe's server takes.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use acton_reactive::ipc::IpcConfig;
use acton_reactive::transport::unix::default_socket_path;

/// Flags of every server. Recipes without a feed take the feed's flags too, and have no use for them.
#[derive(Clone, Debug, clap::Args)]
pub struct ServerFlags {
    /// Where to listen, unless systemd passes a socket.
    #[arg(
        long,
        value_name = "PATH",
        default_value_os_t = default_socket_path(),
        // A manual page is made where it is built, whose default would not be its reader's.
        hide_default_value = true,
        help = "Where to listen, unless systemd passes a socket \
                [default: $ACTON_SOCKET, else acton/ipc.sock in $XDG_RUNTIME_DIR, else /tmp/acton.sock]"
    )]
    pub socket: PathBuf,

    /// Share the socket with this group, by name or number
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,

    /// Connections at once
    #[arg(long, value_name = "N", default_value = "100")]
    pub max_connections: NonZeroUsize,

    /// Close a connection that has idled for so long
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub idle_timeout: NonZeroU64,

    /// Where the random walk of prices begins: the same seed, the same prices
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,

    /// Wait for a first subscriber, broadcast so many prices, then no more
    #[arg(long, value_name = "N")]
    pub ticks: Option<u64>,

    /// Milliseconds between two prices [default: 500; 0 with --input]
    #[arg(long, value_name = "MS")]
    pub tick_ms: Option<u64>,
}

/// How fast a feed goes, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Prices until the end; `None`: there is none.
    pub ticks: Option<u64>,
    /// Between two prices; `None`: as the feed likes.
    pub every: Option<Duration>,
}

impl ServerFlags {
    /// What the listener is told.
    #[must_use]
    pub fn config(&self) -> IpcConfig {
        IpcConfig {
            socket_path: self.socket.clone(),
            max_connections: self.max_connections.get(),
            connection_timeout: Duration::from_secs(self.idle_timeout.get()),
            rate_limit: None,
        }
    }

    /// What a feed is told.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace { ticks: self.ticks, every: self.tick_ms.map(Duration::from_millis) }
    }
}
