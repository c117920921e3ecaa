//! Connections inside one process: tests, and services that call each other without a socket.

use std::io;

use tokio::io::DuplexStream;
use tokio::sync::{Mutex, mpsc};

use crate::transport::acceptor::Acceptor;
use crate::transport::link::Link;
use crate::transport::unix::PeerCred;

/// Bytes one direction holds before its writer has to wait.
const BUFFER: usize = 64 * 1024;

/// Connections offered and not accepted yet.
const BACKLOG: usize = 1_024;

/// Where the connections of a [`MemoryConnector`] arrive.
#[derive(Debug)]
pub struct MemoryAcceptor {
    arriving: Mutex<mpsc::Receiver<DuplexStream>>,
}

/// Makes connections to a [`MemoryAcceptor`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct MemoryConnector {
    accepting: mpsc::Sender<DuplexStream>,
}

/// A place to listen that exists in this process only, and the way to it.
#[must_use]
pub fn channel() -> (MemoryAcceptor, MemoryConnector) {
    let (accepting, arriving) = mpsc::channel(BACKLOG);
    (MemoryAcceptor { arriving: Mutex::new(arriving) }, MemoryConnector { accepting })
}

impl MemoryConnector {
    /// Connects.
    ///
    /// # Errors
    /// `ConnectionRefused` once the acceptor is gone.
    ///
    /// # Cancel safety
    /// Dropped before it returns, it has made no connection.
    pub async fn connect(&self) -> io::Result<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(BUFFER);
        self.accepting.send(theirs).await.map_err(|_| io::ErrorKind::ConnectionRefused)?;
        Ok(ours)
    }
}

impl Acceptor for MemoryAcceptor {
    type Link = DuplexStream;

    /// The caller is this process itself.
    async fn accept(&self) -> io::Result<(DuplexStream, PeerCred)> {
        match self.arriving.lock().await.recv().await {
            Some(link) => Ok((link, PeerCred::this_process())),
            // Nobody can connect any more; a listener waits for its stop, not for an error.
            None => std::future::pending().await,
        }
    }
}

impl Link for DuplexStream {
    fn is_hung_up(&self) -> bool {
        false
    }

    fn shut_read(&self) -> bool {
        false
    }
}
