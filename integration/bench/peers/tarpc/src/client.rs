//! The client, as busy as its work asks.

use crate::calculator::CalculatorClient;
use anyhow::{Context as _, ensure};
use stint::{NUMBERS, SLOW, SUM, Work, behind, callers, first_call, lanes, obey, obey_timed};
use tarpc::serde_transport::unix;
use tarpc::tokio_serde::formats::Json;
use tarpc::{client, context};
use tokio::runtime::Builder;

/// Keeps the server on `socket` busy with `work`.
pub(crate) fn call(socket: &str, work: Work) -> anyhow::Result<()> {
    // One thread: the server has the other core, and no call crosses threads before it leaves the process.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    if work == Work::StartUp {
        return obey(|_| runtime.block_on(first_call::<Caller>(socket)));
    }
    let callers: Vec<Caller> = runtime.block_on(callers(socket, work))?;
    if work == Work::BehindSlow {
        return obey_timed(|stint| runtime.block_on(behind(&callers[0], stint)));
    }
    obey(|stint| runtime.block_on(lanes(&callers, stint)))
}

/// The generated client.
#[derive(Clone)]
struct Caller(CalculatorClient);

impl stint::Caller for Caller {
    async fn connect(socket: &str) -> anyhow::Result<Self> {
        let connection = unix::connect(socket, Json::default)
            .await
            .with_context(|| format!("the server on {socket} cannot be reached"))?;
        Ok(Self(CalculatorClient::new(client::Config::default(), connection).spawn()))
    }

    async fn call(&mut self) -> anyhow::Result<()> {
        let (a, b) = NUMBERS;
        let sum = self.0.add(context::current(), a, b).await.context("the call failed")?;
        ensure!(sum == SUM, "the server answered {sum} where {SUM} is right");
        Ok(())
    }

    async fn call_slow(&mut self) -> anyhow::Result<()> {
        self.0.sleep(context::current(), SLOW.as_millis().try_into()?).await.context("the call failed")
    }
}
