//! The server: adds, and counts down.

use crate::proto::calculator_server::{Calculator, CalculatorServer};
use crate::proto::{AddRequest, AddResult, CountdownRequest, CountdownTick};
use anyhow::Context as _;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use std::path::Path;
use std::time::Duration;
use tokio::net::UnixListener;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status, async_trait};

/// Serves on `path` until the process is killed.
pub(crate) fn serve(path: &Path) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = UnixListener::bind(path)
            .with_context(|| format!("the server cannot listen on {}", path.display()))?;
        println!("ready");
        // Without a router, which one service does not need.
        Server::builder()
            .serve_with_incoming(CalculatorServer::new(Adder), UnixListenerStream::new(listener))
            .await
            .context("the server stopped")
    })
}

struct Adder;

#[async_trait]
impl Calculator for Adder {
    async fn add(&self, request: Request<AddRequest>) -> Result<Response<AddResult>, Status> {
        let AddRequest { a, b } = request.into_inner();
        Ok(Response::new(AddResult { sum: a.wrapping_add(b) }))
    }

    type CountdownStream = BoxStream<'static, Result<CountdownTick, Status>>;

    async fn countdown(
        &self,
        request: Request<CountdownRequest>,
    ) -> Result<Response<Self::CountdownStream>, Status> {
        let CountdownRequest { from, delay_ms } = request.into_inner();
        let ticks = stream::iter((1..=from).rev().map(|value| Ok(CountdownTick { value })));
        let delay = Duration::from_millis(delay_ms);
        Ok(Response::new(if delay.is_zero() {
            // No timer between items: as many as fit go out in one frame.
            ticks.boxed()
        } else {
            ticks
                .then(move |tick| async move {
                    tokio::time::sleep(delay).await;
                    tick
                })
                .boxed()
        }))
    }
}
