//! A guestbook that other processes sign. Without an argument it serves, with a name it signs.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;

/// Somebody is here.
#[acton_message(ipc)]
struct Visit {
    name: String,
}

/// The answer to `Visit`.
#[acton_message(ipc)]
struct Welcome {
    text: String,
}

/// The state: how many came.
#[acton_actor]
struct Guestbook {
    visits: u64,
}

#[acton_main]
async fn main() -> ExitCode {
    let ended = match env::args().nth(1) {
        None => serve().await,
        Some(name) => sign(name).await,
    };
    if let Err(error) = ended {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let mut runtime = ActonApp::launch();
    let registry = runtime.ipc_registry();
    registry.register::<Visit>("Visit");
    registry.register::<Welcome>("Welcome");

    let mut guestbook = runtime.new_actor_with_name::<Guestbook>("guestbook".to_owned());
    guestbook.mutate_on::<Visit>(|actor, ctx| {
        actor.model.visits += 1;
        let text = format!("Welcome, {}: you are visitor {}.", ctx.message().name, actor.model.visits);
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            reply.send(Welcome { text }).await;
        })
    });
    guestbook.expose_for_ipc();
    guestbook.start().await;

    let listener = runtime.start_ipc_listener().await?;
    println!("open, until Ctrl-C");
    tokio::signal::ctrl_c().await?;
    listener.shutdown_gracefully().await;
    runtime.shutdown_all().await?;
    Ok(())
}

async fn sign(name: String) -> Result<(), Box<dyn Error>> {
    let client = IpcClient::builder().connect().await?;
    let Welcome { text } = client.call("guestbook", "Visit", &Visit { name }).await?;
    println!("{text}");
    Ok(())
}
