//! acton-reactive as built here, with the benchmark's calculator and its default limits.
//! Prints `ready` once it accepts; told a number, it serves as many calculators.

use acton_reactive::prelude::*;
use anyhow::Context as _;
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::Builder;

/// The one limit that is not as it comes: some works make more connections than a server takes by itself.
const CONNECTIONS: usize = 16_384;

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

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let usage = "usage: bench-ours serve|serve-polling SOCKET [CALCULATORS]";
    let polls = match arguments.next().context(usage)?.to_str() {
        Some("serve") => false,
        Some("serve-polling") => true,
        _ => anyhow::bail!(usage),
    };
    let path = arguments.next().context(usage)?;
    let calculators =
        arguments.next().map_or(Some(1), |number| number.to_str()?.parse().ok()).context(usage)?;
    let (mut runtime, busy_poll) = if polls {
        (Builder::new_current_thread(), Duration::from_micros(50))
    } else {
        (Builder::new_multi_thread(), Duration::ZERO)
    };
    runtime.enable_all().build()?.block_on(serve(path.into(), busy_poll, calculators))
}

async fn serve(socket: PathBuf, busy_poll: Duration, calculators: usize) -> anyhow::Result<()> {
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
        runtime.ipc_expose(&name, handle);
    }
    let handle = sleeper(&mut runtime).await;
    runtime.ipc_expose("sleeper", handle);

    let _listener = runtime
        .ipc_listener()
        .socket_path(socket)
        .busy_poll(busy_poll)
        .max_connections(CONNECTIONS)
        .start()
        .await?;
    println!("ready");
    std::future::pending().await
}

async fn calculator(runtime: &mut ActonRuntime, name: &str) -> ActorHandle {
    let mut calculator = runtime.new_actor_with_name::<Calculator>(name.to_owned());
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
    calculator.mutate_on::<EchoRequest>(|_actor, ctx| {
        let text = ctx.message().text.clone();
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            reply.send(EchoResult { text }).await;
        })
    });
    calculator.start().await
}

async fn sleeper(runtime: &mut ActonRuntime) -> ActorHandle {
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
