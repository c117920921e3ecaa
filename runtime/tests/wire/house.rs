//! A server with one actor, the desk, that does whatever a test needs; and peers of it.

use std::sync::Arc;
use std::time::Duration;

use acton_reactive::ipc::{IpcListener, IpcListenerBuilder, IpcStats, Limits};
use acton_reactive::prelude::*;
use acton_reactive::transport::memory;
use tempfile::TempDir;
use tokio::io::DuplexStream;
use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::messages::{
    Add, Count, CountAlone, Fail, Hold, HoldAlone, Inside, Item, Length, ListAll, Note, Notes, Panic, Plain,
    Price, Read, Silent, Size, Sum, Text, Trade, Unhandled,
};
use crate::peer::Peer;

/// What the desk remembers, and what holds its handlers up.
#[acton_actor]
pub(crate) struct Desk {
    notes: Vec<u32>,
    gate: Gate,
}

/// Handlers that hold wait here; the test lets them through.
#[derive(Clone, Debug)]
pub(crate) struct Gate(pub(crate) Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    pub(crate) fn open(&self, times: usize) {
        self.0.add_permits(times);
    }

    async fn pass(self) {
        self.0.acquire().await.unwrap().forget();
    }
}

pub(crate) struct House {
    pub(crate) runtime: ActonRuntime,
    pub(crate) listener: IpcListener,
    pub(crate) desk: ActorHandle,
    pub(crate) gate: Gate,
    directory: TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::configured(|builder| builder).await
    }

    pub(crate) async fn limited(limits: Limits) -> Self {
        Self::configured(|builder| builder.limits(limits)).await
    }

    pub(crate) async fn configured(configure: impl FnOnce(IpcListenerBuilder) -> IpcListenerBuilder) -> Self {
        Self::built(|_| (), configure).await
    }

    /// `furnish` changes the desk before it starts, `configure` the listener.
    pub(crate) async fn built(
        furnish: impl FnOnce(&mut ActorBuilder<Desk>),
        configure: impl FnOnce(IpcListenerBuilder) -> IpcListenerBuilder,
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut runtime = ActonApp::launch();
        register(&runtime);
        let mut desk = runtime.new_actor::<Desk>();
        let gate = desk.model.gate.clone();
        handle(&mut desk);
        furnish(&mut desk);
        let desk = desk.start().await;
        runtime.ipc_expose("desk", desk.clone());
        let builder = runtime.ipc_listener().socket_path(directory.path().join("s"));
        let listener = configure(builder).start().await.unwrap();
        Self { runtime, listener, desk, gate, directory }
    }

    pub(crate) async fn peer(&self) -> Peer<UnixStream> {
        Peer::on(UnixStream::connect(self.directory.path().join("s")).await.unwrap())
    }

    /// Broadcasts this price until all who listen have ended; any one of them may be dropped by a queue that is full.
    pub(crate) async fn price_until_ended(&self, mut listeners: JoinSet<()>, text: &str) {
        while !listeners.is_empty() {
            self.runtime.broker().broadcast(Price { text: text.to_owned() }).await;
            tokio::task::yield_now().await;
            while let Some(listener) = listeners.try_join_next() {
                listener.unwrap();
            }
        }
    }

    pub(crate) fn stats(&self) -> IpcStats {
        self.listener.stats()
    }

    /// The notes that reached the desk so far.
    pub(crate) async fn notes(&self) -> Vec<u32> {
        self.desk.ask::<Notes>(Read).await.unwrap().0
    }
}

/// A listener in memory, and its one peer.
pub(crate) async fn in_memory(builder: IpcListenerBuilder) -> (IpcListener, Peer<DuplexStream>) {
    let (acceptor, connector) = memory::channel();
    let listener = builder.start_on(acceptor).await.unwrap();
    (listener, Peer::on(connector.connect().await.unwrap()))
}

fn register(runtime: &ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Add>("Add");
    registry.register::<Text>("Text");
    registry.register::<Size>("Size");
    registry.register::<Silent>("Silent");
    registry.register::<Fail>("Fail");
    registry.register::<Panic>("Panic");
    registry.register::<Plain>("Plain");
    registry.register::<Hold>("Hold");
    registry.register::<HoldAlone>("HoldAlone");
    registry.register::<Count>("Count");
    registry.register::<CountAlone>("CountAlone");
    registry.register::<Note>("Note");
    registry.register::<Read>("Read");
    registry.register::<ListAll>("ListAll");
    registry.register::<Price>("Price");
    registry.register::<Trade>("Trade");
    registry.register::<Unhandled>("Unhandled");
}

fn handle(desk: &mut ActorBuilder<Desk>) {
    desk.mutate_on::<Add>(|_, ctx| {
        let reply = ctx.reply_envelope();
        let sum = Sum { sum: ctx.message().a + ctx.message().b };
        Reply::pending(async move {
            reply.send(sum).await;
        })
    })
    .try_act_on::<Text>(|_, ctx| Reply::try_ok(ctx.message().clone()))
    .try_act_on::<Size>(|_, ctx| Reply::try_ok(Text { text: "x".repeat(ctx.message().bytes) }))
    .mutate_on::<Silent>(|_, _| Reply::ready())
    .try_mutate_on::<Fail>(|_, ctx| {
        if ctx.message().reason.is_empty() {
            return Reply::try_ok(Length { length: 0 });
        }
        Reply::try_err(ctx.message().reason.clone())
    })
    .mutate_on::<Panic>(|_, _| panic!("a secret"))
    .try_act_on::<Plain>(|_, _| Reply::try_ok(Inside))
    .try_act_on::<Hold>(|actor, ctx| {
        let (gate, number) = (actor.model.gate.clone(), ctx.message().number);
        Reply::try_pending(async move {
            gate.pass().await;
            Ok::<_, std::fmt::Error>(Item { value: number })
        })
    })
    .try_mutate_on::<HoldAlone>(|actor, ctx| {
        actor.model.notes.push(ctx.message().number);
        let (gate, number) = (actor.model.gate.clone(), ctx.message().number);
        Reply::try_pending(async move {
            gate.pass().await;
            Ok::<_, std::fmt::Error>(Item { value: number })
        })
    })
    .act_on::<Count>(|_, ctx| {
        let (reply, Count { to, pause_ms, .. }) = (ctx.reply_envelope(), *ctx.message());
        Reply::pending(async move {
            count(&reply, to, pause_ms).await;
        })
    })
    .mutate_on::<CountAlone>(|actor, ctx| {
        let (reply, to, own) = (ctx.reply_envelope(), ctx.message().to, actor.handle().clone());
        Reply::pending(async move {
            let sent = count(&reply, to, 0).await;
            own.send(Note { number: sent }).await.unwrap();
        })
    })
    .mutate_on::<Note>(|actor, ctx| {
        actor.model.notes.push(ctx.message().number);
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            assert!(!reply.send(Item { value: 0 }).await, "a note asks for no reply");
        })
    })
    .try_act_on::<Read>(|actor, _| Reply::try_ok(Notes(actor.model.notes.clone())))
    .try_act_on::<ListAll>(|_, _| Reply::try_ok(ListAll {}));
}

/// Sends the numbers below `to`; how many left.
async fn count(reply: &ReplyEnvelope, to: u32, pause_ms: u64) -> u32 {
    for value in 0..to {
        if pause_ms > 0 {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        }
        if !reply.send(Item { value }).await {
            return value;
        }
    }
    to
}
