//! acton-reactive as built here, with the benchmark's calculator and its default limits.
//! Prints `ready` once it accepts; the socket's path is its one argument.

use acton_reactive::prelude::*;
use anyhow::Context as _;
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::Builder;

#[acton_message(ipc)]
struct AddRequest {
    a: i32,
    b: i32,
}

#[acton_message(ipc)]
struct AddResult {
    sum: i32,
}

#[acton_message(ipc)]
struct CountdownRequest {
    from: u32,
    delay_ms: u64,
}

#[acton_message(ipc)]
struct CountdownTick {
    value: u32,
}

#[acton_message(ipc)]
struct PublishRequest {
    count: u32,
}

#[acton_actor]
struct Calculator;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let usage = "usage: bench-ours serve|serve-polling SOCKET";
    let polls = match arguments.next().context(usage)?.to_str() {
        Some("serve") => false,
        Some("serve-polling") => true,
        _ => anyhow::bail!(usage),
    };
    let path = arguments.next().context(usage)?;
    let (mut runtime, busy_poll) = if polls {
        (Builder::new_current_thread(), Duration::from_micros(50))
    } else {
        (Builder::new_multi_thread(), Duration::ZERO)
    };
    runtime.enable_all().build()?.block_on(serve(path.into(), busy_poll))
}

async fn serve(socket: PathBuf, busy_poll: Duration) -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch_async().await;

    let registry = runtime.ipc_registry();
    registry.register::<AddRequest>("AddRequest");
    registry.register::<AddResult>("AddResult");
    registry.register::<CountdownRequest>("CountdownRequest");
    registry.register::<CountdownTick>("CountdownTick");
    registry.register::<PublishRequest>("PublishRequest");

    let mut calculator = runtime.new_actor_with_name::<Calculator>("calculator".to_string());
    calculator
        .mutate_on::<AddRequest>(|_actor, ctx| {
            let sum = ctx.message().a + ctx.message().b;
            let reply = ctx.reply_envelope();
            Reply::pending(async move {
                reply.send(AddResult { sum }).await;
            })
        })
        .act_on::<CountdownRequest>(|_actor, ctx| {
            let from = ctx.message().from;
            let reply = ctx.reply_envelope();
            Reply::pending(async move {
                for value in (1..=from).rev() {
                    reply.send(CountdownTick { value }).await;
                }
            })
        });
    calculator.mutate_on::<PublishRequest>(|actor, ctx| {
        let (broker, count) = (actor.broker().clone(), ctx.message().count);
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            for value in (1..=count).rev() {
                broker.broadcast(CountdownTick { value }).await;
            }
            reply.send(AddResult { sum: 0 }).await;
        })
    });
    let handle = calculator.start().await;
    runtime.ipc_expose("calculator", handle);

    let _listener = runtime.ipc_listener().socket_path(socket).busy_poll(busy_poll).start().await?;
    println!("ready");
    std::future::pending().await
}
