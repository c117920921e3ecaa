//! One channel to the server, and the calls on it.

use crate::proto::calculator_client::CalculatorClient;
use crate::proto::{AddRequest, CountdownRequest, SleepRequest};
use anyhow::{Context as _, ensure};
use stint::{NUMBERS, SLOW, SUM};
use tonic::transport::{Channel, Endpoint};

/// How many items a stream is asked for.
const ITEMS: u32 = 200_000;

/// The generated client.
#[derive(Clone)]
pub(crate) struct Caller(CalculatorClient<Channel>);

impl Caller {
    /// Reads one stream to its end; its items.
    pub(crate) async fn count_down(&mut self) -> anyhow::Result<u64> {
        let request = CountdownRequest { from: ITEMS, delay_ms: 0 };
        let mut ticks = self.0.countdown(request).await.context("the stream was refused")?.into_inner();
        let mut expected = ITEMS;
        while let Some(tick) = ticks.message().await.context("the stream broke off")? {
            ensure!(tick.value == expected, "the stream brought {} where {expected} is right", tick.value);
            expected -= 1;
        }
        ensure!(expected == 0, "the stream ended with {expected} items to come");
        Ok(ITEMS.into())
    }
}

impl stint::Caller for Caller {
    async fn connect(socket: &str) -> anyhow::Result<Self> {
        let channel = Endpoint::from_shared(format!("unix:{socket}"))
            .with_context(|| format!("{socket} is no path of a socket"))?
            .connect()
            .await
            .with_context(|| format!("the server on {socket} cannot be reached"))?;
        Ok(Self(CalculatorClient::new(channel)))
    }

    async fn call(&mut self) -> anyhow::Result<()> {
        let (a, b) = NUMBERS;
        let answer = self.0.add(AddRequest { a, b }).await.context("the call failed")?;
        let sum = answer.into_inner().sum;
        ensure!(sum == SUM, "the server answered {sum} where {SUM} is right");
        Ok(())
    }

    async fn call_slow(&mut self) -> anyhow::Result<()> {
        let ms = SLOW.as_millis().try_into()?;
        self.0.sleep(SleepRequest { ms }).await.context("the call failed")?;
        Ok(())
    }
}
