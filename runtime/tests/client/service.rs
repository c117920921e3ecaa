//! A real server on a temporary socket, and clients of it.

use std::path::PathBuf;
use std::sync::Arc;

use acton_reactive::ipc::{IpcClient, IpcListener};
use acton_reactive::prelude::*;
use acton_wire::Format;
use tempfile::TempDir;
use tokio::sync::Notify;

pub(crate) const FORMATS: [Format; 2] = [Format::Json, Format::MessagePack];

#[acton_message(ipc)]
pub(crate) struct Add {
    pub(crate) a: i64,
    pub(crate) b: i64,
}

#[acton_message(ipc)]
pub(crate) struct Sum {
    pub(crate) sum: i64,
}

#[acton_message(ipc)]
pub(crate) struct CountTo {
    pub(crate) last: u32,
}

#[acton_message(ipc)]
pub(crate) struct Number {
    pub(crate) number: u32,
}

/// Remembered, not answered.
#[acton_message(ipc)]
pub(crate) struct Note {
    pub(crate) number: u32,
}

/// Asks for the sum of the notes.
#[acton_message(ipc)]
pub(crate) struct Notes;

/// Answered with the header `who`.
#[acton_message(ipc)]
pub(crate) struct WhoAsks;

#[acton_message(ipc)]
#[derive(PartialEq)]
pub(crate) struct Name {
    pub(crate) name: Option<String>,
}

#[acton_message(ipc)]
pub(crate) struct Fail;

/// Never answered; the service tells when nobody waits any more.
#[acton_message(ipc)]
pub(crate) struct Never;

#[acton_actor]
struct Arithmetic {
    notes: u32,
    started: Arc<Notify>,
    forsaken: Arc<Notify>,
}

/// Tells that a handler's future was dropped.
struct Forsaken(Arc<Notify>);

impl Drop for Forsaken {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

pub(crate) struct Service {
    pub(crate) runtime: ActonRuntime,
    pub(crate) listener: IpcListener,
    pub(crate) path: PathBuf,
    /// A [`Never`] has begun.
    pub(crate) started: Arc<Notify>,
    /// The future of a [`Never`] was dropped.
    pub(crate) forsaken: Arc<Notify>,
    _directory: TempDir,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("arithmetic.sock");
        let (started, forsaken) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mut runtime = ActonApp::launch();
        register(&runtime);
        let shared = (started.clone(), forsaken.clone());
        let mut actor = runtime.new_actor_with("arithmetic", move || Arithmetic {
            notes: 0,
            started: shared.0.clone(),
            forsaken: shared.1.clone(),
        });
        handle(&mut actor);
        actor.expose_for_ipc();
        actor.start().await;
        let listener = runtime.ipc_listener().socket_path(&path).start().await.unwrap();
        Self { runtime, listener, path, started, forsaken, _directory: directory }
    }

    pub(crate) async fn client(&self, format: Format) -> IpcClient {
        IpcClient::builder().socket_path(&self.path).format(format).connect().await.unwrap()
    }
}

fn register(runtime: &ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Add>("Add");
    registry.register::<CountTo>("CountTo");
    registry.register::<Number>("Number");
    registry.register::<Note>("Note");
    registry.register::<Notes>("Notes");
    registry.register::<WhoAsks>("WhoAsks");
    registry.register::<Fail>("Fail");
    registry.register::<Never>("Never");
}

fn handle(actor: &mut ActorBuilder<Arithmetic>) {
    actor
        .act_on::<Add>(|_, ctx| {
            Reply::pending(async move {
                let Add { a, b } = *ctx.message();
                ctx.reply_envelope().send(Sum { sum: a + b }).await;
            })
        })
        .act_on::<CountTo>(|_, ctx| {
            Reply::pending(async move {
                for number in 1..=ctx.message().last {
                    if !ctx.reply_envelope().send(Number { number }).await {
                        return;
                    }
                }
            })
        })
        .mutate_on::<Note>(|actor, ctx| {
            actor.model.notes += ctx.message().number;
            Reply::ready()
        })
        .act_on::<Notes>(|actor, ctx| {
            let number = actor.model.notes;
            Reply::pending(async move {
                ctx.reply_envelope().send(Number { number }).await;
            })
        })
        .act_on::<WhoAsks>(|_, ctx| {
            Reply::pending(async move {
                let name = ctx.headers().get("who").cloned();
                ctx.reply_envelope().send(Name { name }).await;
            })
        })
        .try_act_on::<Fail>(|_, _| Reply::try_err("out of luck"))
        .act_on::<Never>(|actor, ctx| {
            let (started, forsaken) = (actor.model.started.clone(), Forsaken(actor.model.forsaken.clone()));
            Reply::pending(async move {
                started.notify_one();
                std::future::pending::<()>().await;
                drop((ctx, forsaken));
            })
        });
}
