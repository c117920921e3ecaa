//! The contenders that run as tasks of a tokio runtime.

use crate::contender::{Contender, check, produce};
use std::sync::Arc;
use stint::{Work, obey};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// Makes an actor with `start` in `runtime` and keeps it busy with `work`.
pub(crate) fn call<C: Contender>(
    runtime: &Runtime,
    start: impl AsyncFnOnce() -> anyhow::Result<C>,
    work: Work,
) -> anyhow::Result<()> {
    let mut contender = runtime.block_on(start())?;
    runtime.block_on(check(&mut contender))?;
    let contender = Arc::new(Mutex::new(contender));
    obey(|stint| {
        let contender = Arc::clone(&contender);
        // A task, since what blocks on the runtime is no worker, and every answer would have to wake it.
        let producer = runtime.spawn(async move { produce(&mut *contender.lock().await, work, stint).await });
        runtime.block_on(producer)?
    })
}
