//! The server: adds, and counts down.

use crate::proto::calculator_server::{Calculator, CalculatorServer};
use crate::proto::{AddRequest, AddResult, CountdownRequest, CountdownTick, SleepRequest};
use anyhow::Context as _;
use std::path::Path;
use std::time::Duration;
use tokio::net::UnixListener;
use tokio_stream::wrappers::{ReceiverStream, UnixListenerStream};
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

    async fn sleep(&self, request: Request<SleepRequest>) -> Result<Response<AddResult>, Status> {
        tokio::time::sleep(Duration::from_millis(request.into_inner().ms)).await;
        Ok(Response::new(AddResult { sum: 0 }))
    }

    type CountdownStream = ReceiverStream<Result<CountdownTick, Status>>;

    async fn countdown(
        &self,
        request: Request<CountdownRequest>,
    ) -> Result<Response<Self::CountdownStream>, Status> {
        let CountdownRequest { from, delay_ms } = request.into_inner();
        // A task and a channel, as services are written whose items are made while they are sent.
        let (sender, receiver) = tokio::sync::mpsc::channel(128);
        tokio::spawn(async move {
            for value in (1..=from).rev() {
                if delay_ms > 0 {
                    tokio::time::sleep(Duration::from_millis(delay_ms)).await;
                }
                if sender.send(Ok(CountdownTick { value })).await.is_err() {
                    // Nobody reads on.
                    break;
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}
