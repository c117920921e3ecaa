//! What the recipes' Rust clients share: their flags, and how they fail.

use std::fmt;
use std::path::PathBuf;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_reactive::ipc::protocol::Format;
use acton_reactive::transport::unix::default_socket_path;

/// Flags of every client, in each language the same.
#[derive(Clone, Debug, clap::Args)]
pub struct ClientFlags {
    /// The server's socket.
    #[arg(
        long,
        value_name = "PATH",
        default_value_os_t = default_socket_path(),
        // A manual page is made where it is built, whose default would not be its reader's.
        hide_default_value = true,
        help = "The server's socket \
                [default: $ACTON_SOCKET, else acton/ipc.sock in $XDG_RUNTIME_DIR, else /tmp/acton.sock]"
    )]
    socket: PathBuf,

    /// How messages become bytes
    #[arg(long, value_enum, default_value_t = Encoding::Json)]
    format: Encoding,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Encoding {
    Json,
    Msgpack,
}

impl ClientFlags {
    /// Connects as the flags say.
    pub async fn connect(&self) -> Result<IpcClient, ClientFailure> {
        let format = match self.format {
            Encoding::Json => Format::Json,
            Encoding::Msgpack => Format::MessagePack,
        };
        Ok(IpcClient::builder().socket_path(&self.socket).format(format).connect().await?)
    }
}

/// Why a client gave up. `Debug` is the sentence too, for a `main` that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ClientFailure {
    /// The server could not be reached, or said no.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server went away in the middle of a subscription.
    #[error("the server ended the connection: start it again, then this client")]
    Ended,
}

impl fmt::Debug for ClientFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
