//! A client being configured.

use std::path::PathBuf;
use std::time::Duration;

use acton_wire::limits::DEFAULT_RESPONSE_TIMEOUT_MS;
use acton_wire::{EncodeError, Format, Headers, limits};

use crate::client::line::Line;
use crate::client::way::Way;
use crate::client::{ClientError, IpcClient};
use crate::transport::link::Link;
use crate::transport::unix::{default_socket_path, trust_uid_from_env};

/// Settings of a client; made by [`IpcClient::builder`].
#[derive(Clone, Debug)]
#[must_use = "a client is there after `connect().await`"]
pub struct IpcClientBuilder {
    path: Option<PathBuf>,
    format: Format,
    timeout: Duration,
    max_payload: usize,
    trust: Vec<u32>,
    headers: Headers,
    retry: bool,
    busy_poll: Duration,
}

impl Default for IpcClientBuilder {
    fn default() -> Self {
        Self {
            path: None,
            format: Format::Json,
            timeout: Duration::from_millis(DEFAULT_RESPONSE_TIMEOUT_MS),
            max_payload: limits::MAX_PAYLOAD,
            trust: Vec::new(),
            headers: Headers::new(),
            retry: true,
            busy_poll: Duration::ZERO,
        }
    }
}

impl IpcClientBuilder {
    /// Where the server's socket is. Default: `$ACTON_SOCKET`, else
    /// `$XDG_RUNTIME_DIR/acton/ipc.sock`, else `/tmp/acton.sock`.
    pub fn socket_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The format to send in; answers come in the same. Default: JSON.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// How long a call may take, with waiting for its turn, connecting again and every further attempt,
    /// and how long a stream's consumer waits for one item. Default 30 s; at most 300 s, which is also
    /// what zero means.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest payload of a frame taken from the server, in bytes; a larger one ends the
    /// connection. Default 16 MiB.
    pub fn max_payload(mut self, bytes: usize) -> Self {
        self.max_payload = bytes;
        self
    }

    /// Trusts a server run by this user, beside our own user, root and `$ACTON_TRUST_UID`.
    pub fn trust_uid(mut self, uid: u32) -> Self {
        self.trust.push(uid);
        self
    }

    /// Headers for every request; handlers see them as `ctx.headers()`. Default: none.
    pub fn headers(mut self, headers: Headers) -> Self {
        self.headers = headers;
        self
    }

    /// Whether verbs try again by themselves, inside their timeout, what was surely not executed and
    /// may succeed a moment later; see [`IpcClient`] for what that is. Default: true.
    ///
    /// Without it a verb still connects again once its connection has ended, in one attempt.
    pub fn retry(mut self, retry: bool) -> Self {
        self.retry = retry;
        self
    }

    /// How long, after a request was sent or something has come, answers are looked for without sleeping. Default: no
    /// time. As [for a listener](crate::ipc::IpcListenerBuilder::busy_poll), it is for programs with one thread.
    pub fn busy_poll(mut self, time: Duration) -> Self {
        self.busy_poll = time;
        self
    }

    /// Connects, and checks who runs the server before a byte is sent; each connection that follows this
    /// one is made and checked in the same way.
    ///
    /// This first one is tried once. That the server refuses this client (no connection is left, or it
    /// does not know our user) is said by the first verb.
    ///
    /// # Errors
    /// [`ClientError::Connect`] says what keeps us out; [`Format::MessagePack`] without the feature
    /// `ipc-messagepack` is [`ClientError::Encode`].
    ///
    /// # Cancel safety
    /// A connection that is dropped while it is made has sent nothing.
    pub async fn connect(mut self) -> Result<IpcClient, ClientError> {
        self.trust.extend(trust_uid_from_env()?);
        let path = self.path.take().unwrap_or_else(default_socket_path);
        let way = Way { path, trust: std::mem::take(&mut self.trust) };
        let link = way.dial().await?;
        self.open(Some(way), link)
    }

    /// Speaks over a connection that was made already; nobody is checked. Its end is the client's end.
    ///
    /// # Errors
    /// [`Format::MessagePack`] without the feature `ipc-messagepack` is [`ClientError::Encode`].
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn connect_over(self, link: impl Link) -> Result<IpcClient, ClientError> {
        self.open(None, link)
    }

    fn open(self, way: Option<Way>, first_link: impl Link) -> Result<IpcClient, ClientError> {
        if !self.format.is_supported() {
            return Err(EncodeError::Unsupported.into());
        }
        let line = Line::open(way, self.format, self.max_payload, self.busy_poll, first_link);
        let headers = Some(self.headers).filter(|headers| !headers.is_empty()).map(Into::into);
        Ok(IpcClient { line, timeout: self.timeout, headers, retry: self.retry })
    }
}
