//! The client, as busy as its work asks.

use crate::caller::Caller;
use stint::{Stint, Work, behind, callers, first_call, lanes, obey, obey_timed};
use tokio::runtime::Builder;

/// Keeps the server on `socket` busy with `work`.
pub(crate) fn call(socket: &str, work: Work) -> anyhow::Result<()> {
    // One thread: the server has the other core, and no call crosses threads before it leaves the process.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    if work == Work::StartUp {
        return obey(|_| runtime.block_on(first_call::<Caller>(socket)));
    }
    let callers: Vec<Caller> = runtime.block_on(callers(socket, work))?;
    match work {
        Work::BehindSlow => obey_timed(|stint| runtime.block_on(behind(&callers[0], stint))),
        Work::Stream => obey(|stint| runtime.block_on(streams(callers[0].clone(), stint))),
        _ => obey(|stint| runtime.block_on(lanes(&callers, stint))),
    }
}

/// One stream after another, each read to its end; the items of all.
async fn streams(mut caller: Caller, stint: Stint) -> anyhow::Result<u64> {
    let mut items = 0;
    while !stint.is_over() {
        items += caller.count_down().await?;
    }
    Ok(items)
}
