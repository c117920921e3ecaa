//! The limit every other server is held against: frames in, frames of the asked size out, nothing else.
//! Prints `ready` once it accepts; its arguments are `serve SOCKET`.

mod echo;

use anyhow::Context as _;
use echo::Echo;
use std::cell::RefCell;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::task::{Poll, ready};
use tokio::io::{AsyncRead as _, AsyncWriteExt as _, ReadBuf};
use tokio::net::{UnixListener, UnixStream};

thread_local! {
    /// All connections read here, so that one that is idle holds nothing.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 256 * 1024]);
}

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(2).context("usage: bench-raw serve SOCKET")?;
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(serve(Path::new(&path)))
}

async fn serve(path: &Path) -> anyhow::Result<()> {
    let listener =
        UnixListener::bind(path).with_context(|| format!("cannot listen on {}", path.display()))?;
    println!("ready");
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = converse(stream).await {
                eprintln!("bench-raw: a connection ended: {error:#}");
            }
        });
    }
}

async fn converse(mut stream: UnixStream) -> anyhow::Result<()> {
    let mut echo = Echo::default();
    loop {
        let read = poll_fn(|context| {
            BUFFER.with_borrow_mut(|buffer| {
                let mut arrived = ReadBuf::new(buffer);
                ready!(Pin::new(&mut stream).poll_read(context, &mut arrived))?;
                echo.take(arrived.filled())?;
                Poll::Ready(anyhow::Ok(arrived.filled().len()))
            })
        });
        if read.await? == 0 {
            return Ok(());
        }
        while let Some(output) = echo.give() {
            stream.write_all(output).await?;
        }
    }
}
