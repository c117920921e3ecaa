//! The one client of a case: connects at the first verb, and again at the first one after it was closed.

use std::path::PathBuf;
use std::time::Duration;

use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_reactive::ipc::protocol::Format;
use tokio::sync::Mutex;

use crate::step::Options;

pub(crate) struct Client {
    socket: PathBuf,
    format: Format,
    connected: Mutex<Option<IpcClient>>,
}

impl Client {
    pub(crate) fn new(socket: PathBuf, format: Format) -> Self {
        Self { socket, format, connected: Mutex::default() }
    }

    /// The client, as every step without options of its own uses it.
    pub(crate) async fn get(&self) -> Result<IpcClient, ClientError> {
        // Held while connecting: of several steps together, the first one's connection is everybody's.
        let mut connected = self.connected.lock().await;
        if let Some(client) = &*connected {
            return Ok(client.clone());
        }
        let client = IpcClient::builder().socket_path(&self.socket).format(self.format).connect().await?;
        Ok(connected.insert(client).clone())
    }

    /// The client as a step's options have it.
    pub(crate) async fn with(&self, options: &Options) -> Result<IpcClient, ClientError> {
        let mut client = self.get().await?;
        if let Some(timeout) = options.timeout_ms {
            client = client.with_timeout(Duration::from_millis(timeout));
        }
        if let Some(headers) = &options.headers {
            client = client.with_headers(headers.clone());
        }
        if let Some(retry) = options.retry {
            client = client.with_retry(retry);
        }
        Ok(client)
    }

    pub(crate) async fn close(&self) {
        self.connected.lock().await.take();
    }
}
