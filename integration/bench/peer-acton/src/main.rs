//! The peer: acton-reactive 10 with the benchmark's calculator, its limits set so that it refuses nothing.
//! Prints `ready` once it accepts; the socket's path is its one argument.

use acton_reactive::ipc::IpcConfig;
use acton_reactive::prelude::*;
use anyhow::Context as _;

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

#[acton_main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(2).context("usage: bench-acton serve SOCKET")?;
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
        .mutate_on::<CountdownRequest>(|_actor, ctx| {
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
    runtime.ipc_expose("calculator", handle)?;

    let mut config = IpcConfig::default();
    config.socket.path = Some(path.into());
    config.rate_limit.enabled = false;
    config.limits.max_message_size = 16 << 20;
    config.limits.push_buffer_size = 1 << 16;
    let _listener = runtime.start_ipc_listener_with_config(config).await?;
    println!("ready");
    std::future::pending().await
}
