//! The peer: acton-reactive 10 with the benchmark's calculator, its limits set so that it refuses nothing.
//! Prints `ready` once it accepts; told a number, it serves as many calculators.

use acton_reactive::ipc::IpcConfig;
use acton_reactive::prelude::*;
use anyhow::Context as _;
use std::time::Duration;

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

#[acton_message(ipc)]
struct EchoRequest {
    text: String,
}

#[acton_message(ipc)]
struct EchoResult {
    text: String,
}

#[acton_message(ipc)]
struct SleepRequest {
    ms: u64,
}

#[acton_actor]
struct Calculator;

/// The other actor, whose calls take as long as they ask.
#[acton_actor]
struct Sleeper;

#[acton_main]
async fn main() -> anyhow::Result<()> {
    let usage = "usage: bench-acton serve SOCKET [CALCULATORS]";
    let mut arguments = std::env::args_os().skip(2);
    let path = arguments.next().context(usage)?;
    let calculators =
        arguments.next().map_or(Some(1), |number| number.to_str()?.parse().ok()).context(usage)?;
    let mut runtime = ActonApp::launch_async().await;

    let registry = runtime.ipc_registry();
    registry.register::<AddRequest>("AddRequest");
    registry.register::<AddResult>("AddResult");
    registry.register::<CountdownRequest>("CountdownRequest");
    registry.register::<CountdownTick>("CountdownTick");
    registry.register::<PublishRequest>("PublishRequest");
    registry.register::<EchoRequest>("EchoRequest");
    registry.register::<EchoResult>("EchoResult");
    registry.register::<SleepRequest>("SleepRequest");

    for number in 0_usize..calculators {
        // The first one's name is the one that every other work calls.
        let name = if number == 0 { "calculator".to_owned() } else { format!("calculator_{number}") };
        let handle = calculator(&mut runtime, &name).await;
        runtime.ipc_expose(&name, handle)?;
    }
    let handle = sleeper(&mut runtime).await;
    runtime.ipc_expose("sleeper", handle)?;

    let mut config = IpcConfig::default();
    config.socket.path = Some(path.into());
    config.rate_limit.enabled = false;
    config.limits.max_message_size = 16 << 20;
    config.limits.max_connections = 16_384;
    config.limits.push_buffer_size = 1 << 16;
    let _listener = runtime.start_ipc_listener_with_config(config).await?;
    println!("ready");
    std::future::pending().await
}

async fn calculator(runtime: &mut ActorRuntime, name: &str) -> ActorHandle {
    let mut calculator = runtime.new_actor_with_name::<Calculator>(name.to_owned());
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
    calculator.mutate_on::<EchoRequest>(|_actor, ctx| {
        let text = ctx.message().text.clone();
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            reply.send(EchoResult { text }).await;
        })
    });
    calculator.start().await
}

async fn sleeper(runtime: &mut ActorRuntime) -> ActorHandle {
    let mut sleeper = runtime.new_actor_with_name::<Sleeper>("sleeper".to_owned());
    sleeper.mutate_on::<SleepRequest>(|_actor, ctx| {
        let length = Duration::from_millis(ctx.message().ms);
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            tokio::time::sleep(length).await;
            reply.send(AddResult { sum: 0 }).await;
        })
    });
    sleeper.start().await
}
