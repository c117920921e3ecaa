//! The limit every other server is held against: frames in, frames of the asked size out, nothing else.
//! Prints `ready` once it accepts; its arguments are `serve SOCKET`.

mod echo;

use anyhow::Context as _;
use echo::Echo;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

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
    let mut input = vec![0; 256 * 1024];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut input[filled..]).await?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let used = echo.take(&input[..filled])?;
        input.copy_within(used..filled, 0);
        filled -= used;
        while let Some(output) = echo.give() {
            stream.write_all(output).await?;
        }
    }
}
