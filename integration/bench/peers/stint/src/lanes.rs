//! Many calls at once on tokio: each lane makes one after another.

use crate::{HEAD_START, IN_FLIGHT, Stint, Work};
use anyhow::Context as _;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What makes a call and checks its answer. Clones share a connection.
pub trait Caller: Clone + Send + 'static {
    /// Makes a connection of its own.
    fn connect(socket: &str) -> impl Future<Output = anyhow::Result<Self>> + Send;

    /// Makes one call.
    fn call(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Makes one call that takes [`SLOW`](crate::SLOW).
    fn call_slow(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// A caller for each call that shall be in flight, each connection having made one call already.
///
/// # Errors
///
/// When the server cannot be reached, or its first answer is wrong.
pub async fn callers<C: Caller>(socket: &str, work: Work) -> anyhow::Result<Vec<C>> {
    let connections = if let Work::Connections(count) = work { count } else { 1 };
    let on_each = if work == Work::Pipelined { IN_FLIGHT } else { 1 };
    let mut callers = Vec::new();
    for _ in 0..connections {
        let mut caller = C::connect(socket).await?;
        caller.call().await?;
        callers.extend(std::iter::repeat_n(caller, on_each));
    }
    Ok(callers)
}

/// Lets each of `callers` make one call after another until the stint is over; the calls completed.
///
/// # Errors
///
/// When a call fails or its answer is wrong.
pub async fn lanes(callers: &[impl Caller], stint: Stint) -> anyhow::Result<u64> {
    // Tasks, even if there is one: they run where the connection's own task runs.
    let mut lanes = JoinSet::new();
    for mut caller in callers.iter().cloned() {
        lanes.spawn(async move {
            let mut count = 0;
            while !stint.is_over() {
                caller.call().await?;
                count += 1;
            }
            anyhow::Ok(count)
        });
    }
    let mut count = 0;
    while let Some(lane) = lanes.join_next().await {
        count += lane??;
    }
    Ok(count)
}

/// Makes a connection and its first call; one call was completed.
///
/// # Errors
///
/// When the server cannot be reached, or its answer is wrong.
pub async fn first_call<C: Caller>(socket: &str) -> anyhow::Result<u64> {
    C::connect(socket).await?.call().await?;
    Ok(1)
}

/// Makes calls behind slow ones on the same connection until the stint is over: how many, and how long all of them waited.
///
/// # Errors
///
/// When a call fails or its answer is wrong.
pub async fn behind(caller: &impl Caller, stint: Stint) -> anyhow::Result<(u64, Duration)> {
    let (mut count, mut waited) = (0, Duration::ZERO);
    while !stint.is_over() {
        let (mut slow, mut caller) = (caller.clone(), caller.clone());
        let slow = tokio::spawn(async move { slow.call_slow().await });
        tokio::time::sleep(HEAD_START).await;
        let began = Instant::now();
        caller.call().await?;
        waited += began.elapsed();
        count += 1;
        slow.await?.context("the slow call failed")?;
    }
    Ok((count, waited))
}
