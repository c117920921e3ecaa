//! The Rust client: calls, streams and subscriptions over one connection at a time.
//!
//! [`builder`] connects; an [`IpcClient`] queues what it sends and parks until its answer is there; one
//! task a connection, its driver, writes what is queued, reads what comes, and wakes whoever it is for.
//! Above the connections is a line, which replaces one that ended when a verb or a subscription needs
//! another. Knows wire and transport, never an actor.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use acton_wire::{Format, Headers};
use serde::Serialize;
use serde::de::DeserializeOwned;

mod arrival;
mod attempts;
mod backoff;
pub mod builder;
mod comeback;
mod deadline;
pub mod discovery;
mod driver;
mod end;
pub mod error;
mod frames;
mod line;
mod opening;
pub mod push;
mod roster;
mod sent;
mod shared;
mod slots;
pub mod stream;
mod subscriber;
mod subscribers;
pub mod subscription;
mod verbs;
mod way;
mod window;

pub use builder::IpcClientBuilder;
pub use discovery::{ActorInfo, Discovery};
pub use error::ClientError;
pub use push::Push;
pub use stream::IpcStream;
pub use subscription::Subscription;

use arrival::Awaits;
use line::Line;
use opening::Opening;

/// A client of one server, over one connection at a time. Cheap to clone; clones share the connection,
/// on which up to 1,000 requests and 4 MiB of what they carry are in flight at once. More wait their
/// turn; one larger than that goes alone. The connection closes when the last clone, stream and
/// subscription are gone, once what was sent has left. It needs the tokio runtime it was made in.
///
/// # When the connection ends
/// The next verb makes another, to the same path and with the same check of who runs the server; so a
/// server may be restarted, or close what idles. What was under way then fails with
/// [`ClientError::Disconnected`], since it may have been executed; a [`Subscription`] comes back by itself.
///
/// Verbs try again by themselves, inside their timeout, where nothing was executed and it may go better
/// a moment later: what had not left when the connection ended, a connection that could not be made
/// again yet, and the codes `TARGET_BUSY`, `RATE_LIMITED`, `SHUTTING_DOWN` and `CONNECTION_LIMIT_REACHED`,
/// each only if its error says that nothing was executed. They wait a random time of up to 50 ms first,
/// doubled with each attempt up to 2 s, and for as long as the server asked for. Nothing else is sent
/// twice. [`retry(false)`](IpcClientBuilder::retry) turns this off.
///
/// ```
/// use acton_reactive::ipc::IpcClient;
/// use acton_reactive::prelude::*;
///
/// #[acton_message(ipc)]
/// struct AddRequest { a: i32, b: i32 }
/// #[acton_message(ipc)]
/// struct AddResult { sum: i32 }
///
/// # #[acton_actor]
/// # struct Calculator;
/// # #[acton_main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("calculator.sock");
/// # let mut runtime = ActonApp::launch();
/// # runtime.ipc_registry().register::<AddRequest>("AddRequest");
/// # let mut actor = runtime.new_actor_with_name::<Calculator>("calculator".into());
/// # actor.act_on::<AddRequest>(|_, ctx| Reply::pending(async move {
/// #     let sum = ctx.message().a + ctx.message().b;
/// #     ctx.reply_envelope().send(AddResult { sum }).await;
/// # }));
/// # actor.expose_for_ipc();
/// # actor.start().await;
/// # let listener = runtime.ipc_listener().socket_path(&path).start().await?;
/// let client = IpcClient::connect(&path).await?;
/// let AddResult { sum } = client.call("calculator", "AddRequest", &AddRequest { a: 5, b: 3 }).await?;
/// assert_eq!(sum, 8);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct IpcClient {
    line: Arc<Line>,
    timeout: Duration,
    headers: Option<Arc<Headers>>,
    retry: bool,
}

impl IpcClient {
    /// Connects to the server at `path`, in JSON, with defaults for everything else.
    ///
    /// # Errors
    /// Nobody listens there, or the server's user is not trusted: see [`ClientError::Connect`].
    ///
    /// # Cancel safety
    /// A connection that is dropped while it is made has sent nothing.
    pub async fn connect(path: impl AsRef<Path>) -> Result<Self, ClientError> {
        Self::builder().socket_path(path.as_ref()).connect().await
    }

    /// A client to be configured: path, format, trust, timeout.
    pub fn builder() -> IpcClientBuilder {
        IpcClientBuilder::default()
    }

    /// The same connection with another timeout for what is sent from here on. Default 30 s; at most
    /// 300 s, which is also what zero means.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { timeout, ..self.clone() }
    }

    /// The same connection, with or without further attempts at what is sent from here on; see
    /// [`IpcClientBuilder::retry`].
    #[must_use]
    pub fn with_retry(&self, retry: bool) -> Self {
        Self { retry, ..self.clone() }
    }

    /// The same connection with headers on what is sent from here on; handlers see them as
    /// `ctx.headers()`.
    #[must_use]
    pub fn with_headers(&self, headers: Headers) -> Self {
        Self { headers: Some(Arc::new(headers)), ..self.clone() }
    }

    /// Whether there is no connection now. The next verb makes one, so this is no reason to give a client
    /// up, unless it was made by [`connect_over`](IpcClientBuilder::connect_over): it has ended then, and
    /// everything sent fails with [`ClientError::Disconnected`].
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.line.is_closed()
    }

    /// Calls and waits for the reply. Always resolves: value, error, or deadline.
    ///
    /// # Errors
    /// The server's answer, the deadline, or the connection's end; [`ClientError::executed`] says
    /// whether the handler may have run, which is what a retry depends on. An error that says it did not
    /// has either outlasted the timeout or would come again.
    ///
    /// # Cancel safety
    /// A call that is dropped is cancelled at the server, or not sent if it still waited its turn.
    pub async fn call<R: DeserializeOwned>(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
    ) -> Result<R, ClientError> {
        let request = |deadline| self.request(target, message_type, message, Awaits::Reply, deadline);
        self.persist(request).await?.decode()
    }

    /// Sends without a reply; returns once the message is in the actor's mailbox.
    ///
    /// # Errors
    /// As [`call`](Self::call); after `Ok` nothing more is heard of the message.
    ///
    /// # Cancel safety
    /// A post that is dropped is not cancelled: if its turn had come, it is delivered.
    pub async fn post(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
    ) -> Result<(), ClientError> {
        let request = |deadline| self.request(target, message_type, message, Awaits::Delivery, deadline);
        self.persist(request).await.map(drop)
    }

    /// Asks for a stream of replies; returns once the request is on its way.
    ///
    /// The server sends at most 256 items ahead of what is taken, so a slow consumer delays nothing else
    /// on the connection. Past 64 MiB of items that nobody takes, and there with a server that knows no
    /// such limit, the connection is not read until some are taken.
    ///
    /// # Errors
    /// As [`call`](Self::call), for sending; errors of the stream itself are its last item. A copy of the
    /// message is kept until something has come, for another attempt if the server did not begin it.
    ///
    /// # Cancel safety
    /// Dropping the stream cancels it at the server.
    pub async fn stream<R: DeserializeOwned>(
        &self,
        target: &str,
        message_type: &str,
        message: &(impl Serialize + ?Sized + Sync),
    ) -> Result<IpcStream<R>, ClientError> {
        let (sent, opening) = Opening::new(self, target, message_type, message)?.open().await?;
        Ok(IpcStream::new(sent, opening))
    }

    /// Subscribes to broadcasts of these message types. Returns once the server has confirmed.
    ///
    /// # Errors
    /// The server refused, did not answer in time, or the connection ended.
    ///
    /// # Cancel safety
    /// A subscription that is dropped before it is confirmed is undone.
    pub async fn subscribe(&self, message_types: &[&str]) -> Result<Subscription, ClientError> {
        Subscription::begin(self, message_types, false).await
    }

    /// Subscribes to every message type with one of these prefixes, each written with a `*` at its
    /// end: `Price*`.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    ///
    /// # Cancel safety
    /// As [`subscribe`](Self::subscribe).
    pub async fn subscribe_patterns(&self, patterns: &[&str]) -> Result<Subscription, ClientError> {
        Subscription::begin(self, patterns, true).await
    }

    /// Lists what the server exposes.
    ///
    /// # Errors
    /// The server refused, did not answer in time, or the connection ended.
    ///
    /// # Cancel safety
    /// May be dropped at any time.
    pub async fn discover(&self) -> Result<Discovery, ClientError> {
        Discovery::read(&self.persist(|deadline| self.ask(discovery::ask, deadline)).await?)
    }

    /// Sends a heartbeat and waits for its echo.
    ///
    /// # Errors
    /// The connection ended, or no echo came in time.
    ///
    /// # Cancel safety
    /// May be dropped at any time.
    pub async fn ping(&self) -> Result<(), ClientError> {
        self.persist(|deadline| self.knock(deadline)).await.map(drop)
    }

    /// The format everything is sent in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.line.format
    }
}
