//! The service, and the server that adds.

use anyhow::Context as _;
use futures_util::StreamExt as _;
use std::path::Path;
use std::time::Duration;
use tarpc::context;
use tarpc::serde_transport::unix;
use tarpc::server::{BaseChannel, Channel as _};
use tarpc::tokio_serde::formats::Json;

/// What the calculator can do.
#[tarpc::service]
pub(crate) trait Calculator {
    /// The sum of both.
    async fn add(a: i32, b: i32) -> i32;

    /// Nothing, after so many milliseconds.
    async fn sleep(ms: u64);
}

/// Serves on `path` until the process is killed.
pub(crate) fn serve(path: &Path) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut connections = unix::listen(path, Json::default)
            .await
            .with_context(|| format!("the server cannot listen on {}", path.display()))?;
        println!("ready");
        while let Some(connection) = connections.next().await {
            let channel = BaseChannel::with_defaults(connection.context("a connection cannot be accepted")?);
            let answers = channel.execute(Adder.serve());
            // No task for each request: adding is over sooner than another thread is awake.
            tokio::spawn(answers.for_each_concurrent(None, |answer| answer));
        }
        Ok(())
    })
}

#[derive(Clone)]
struct Adder;

impl Calculator for Adder {
    async fn add(self, _: context::Context, a: i32, b: i32) -> i32 {
        a.wrapping_add(b)
    }

    async fn sleep(self, _: context::Context, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}
