//! Many calls at once on tokio: each lane makes one after another.

use crate::{CONNECTIONS, IN_FLIGHT, Stint, Work};
use tokio::task::JoinSet;

/// What makes a call and checks its answer. Clones share a connection.
pub trait Caller: Clone + Send + 'static {
    /// Makes a connection of its own.
    fn connect(socket: &str) -> impl Future<Output = anyhow::Result<Self>> + Send;

    /// Makes one call.
    fn call(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// A caller for each call that shall be in flight, each connection having made one call already.
///
/// # Errors
///
/// When the server cannot be reached, or its first answer is wrong.
pub async fn callers<C: Caller>(socket: &str, work: Work) -> anyhow::Result<Vec<C>> {
    let connections = if work == Work::Connections { CONNECTIONS } else { 1 };
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
