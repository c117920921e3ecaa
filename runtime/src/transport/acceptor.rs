//! Where a listener's connections come from.

use std::future::Future;
use std::io;

use crate::transport::link::Link;
use crate::transport::unix::{PeerCred, UnixLink, UnixSocket};

/// A source of connections. Whoever starts a listener chooses it.
pub trait Acceptor: Send + Sync + 'static {
    /// The connections it makes.
    type Link: Link;

    /// The next connection and who is at its other end. Must be cancel safe.
    fn accept(&self) -> impl Future<Output = io::Result<(Self::Link, PeerCred)>> + Send;
}

impl Acceptor for UnixSocket {
    type Link = UnixLink;

    async fn accept(&self) -> io::Result<(UnixLink, PeerCred)> {
        Self::accept(self).await
    }
}
