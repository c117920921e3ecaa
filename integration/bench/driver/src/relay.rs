//! Stands between a client and its server, passes everything on, and counts the bytes.

use crate::server::Server;
use anyhow::Context as _;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What went to the server, and what came back.
#[derive(Default)]
struct Carried {
    there: AtomicUsize,
    back: AtomicUsize,
}

/// A socket before a server's.
pub(crate) struct Relay {
    socket: PathBuf,
    carried: Arc<Carried>,
}

impl Relay {
    /// Listens beside the server's socket, on a thread that lasts as long as this program.
    pub(crate) fn before(server: &Server) -> anyhow::Result<Self> {
        let socket = server.folder().join("relay");
        let listener = UnixListener::bind(&socket).context("cannot listen before the server")?;
        let (carried, beyond) = (Arc::new(Carried::default()), server.socket());
        let counted = Arc::clone(&carried);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if connect(&client, &beyond, &counted).is_err() {
                    // The client notices that nobody is there.
                    let _ = client.shutdown(Shutdown::Both);
                }
            }
        });
        Ok(Self { socket, carried })
    }

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// The bytes that went to the server so far, and those that came back.
    pub(crate) fn carried(&self) -> (usize, usize) {
        (self.carried.there.load(Ordering::Relaxed), self.carried.back.load(Ordering::Relaxed))
    }
}

fn connect(client: &UnixStream, beyond: &Path, carried: &Arc<Carried>) -> std::io::Result<()> {
    let server = UnixStream::connect(beyond)?;
    let (there, back) = (Arc::clone(carried), Arc::clone(carried));
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || carry(from, to, &there.there));
    let (from, to) = (server, client.try_clone()?);
    thread::spawn(move || carry(from, to, &back.back));
    Ok(())
}

/// Passes on what comes, until one side is gone.
fn carry(mut from: UnixStream, mut to: UnixStream, count: &AtomicUsize) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        count.fetch_add(read, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
