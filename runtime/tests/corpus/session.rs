//! A whole session: a server in memory, and a peer that sends it arbitrary bytes in arbitrary pieces.

use std::time::Duration;

use acton_reactive::ipc::{IpcListener, Limits};
use acton_reactive::prelude::*;
use acton_reactive::transport::memory::{self, MemoryConnector};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::runtime::Runtime;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::answers::Answers;
use crate::chunks::Script;

/// The golden requests ask for this one.
#[acton_message(ipc)]
struct Add {
    a: i32,
    b: i32,
}

/// Answered with as many items.
#[acton_message(ipc)]
struct Count {
    to: u8,
}

/// Answered with an error.
#[acton_message(ipc)]
struct Fail {
    reason: String,
}

/// Not answered.
#[acton_message(ipc)]
struct Forget;

/// Not answered before it is cancelled or late.
#[acton_message(ipc)]
struct Wait;

/// Broadcast between chunks.
#[acton_message(ipc)]
struct PriceChanged {
    cents: u32,
}

#[acton_actor]
struct Calculator;

/// The server, for all inputs: its clock is paused and its actor keeps nothing.
pub(crate) struct Service {
    clock: Runtime,
    actors: ActonRuntime,
    listener: IpcListener,
    connector: MemoryConnector,
}

impl Service {
    pub(crate) fn start() -> Self {
        let clock =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (acceptor, connector) = memory::channel();
        let (actors, listener) = clock.block_on(async {
            let mut actors = ActonApp::launch();
            register(&actors);
            let mut calculator = actors.new_actor_with_name::<Calculator>("calculator".to_owned());
            handle(&mut calculator);
            actors.ipc_expose("calculator", calculator.start().await);
            let limits = Limits { response_timeout: Duration::from_secs(5), ..Limits::default() };
            let listener = actors.ipc_listener().limits(limits).start_on(acceptor).await.unwrap();
            (actors, listener)
        });
        Self { clock, actors, listener, connector }
    }

    /// Whatever a peer sends and however it ends, it gets exactly what it is owed, and leaves nothing behind.
    pub(crate) fn answers_everything_once(&self, input: &[u8]) {
        let script = Script::of(input);
        self.clock.block_on(async {
            let mut link = self.connector.connect().await.unwrap();
            self.send(&mut link, &script).await;
            if !script.vanishes {
                let given = timeout(Duration::from_hours(1), rest(&mut link)).await;
                let given = given.expect("a session that ends");
                assert_eq!(Answers::given_in(&given), Answers::owed_for(script.bytes()));
            }
            drop(link);
            self.is_empty_again().await;
        });
    }

    async fn send(&self, link: &mut DuplexStream, script: &Script<'_>) {
        for chunk in script.chunks() {
            // Once the server has given the connection up it may refuse the rest.
            if link.write_all(chunk).await.is_err() {
                break;
            }
            // The session, an actor and the session again.
            for _ in 0..3 {
                yield_now().await;
            }
            if script.broadcasts {
                self.actors.broker().broadcast(PriceChanged { cents: 1 }).await;
            }
        }
        if !script.vanishes {
            link.shutdown().await.unwrap();
        }
    }

    /// A link in memory does not show that a peer left for good: what it asked for may go on to its deadline, 300 s at most.
    async fn is_empty_again(&self) {
        for _ in 0..400 {
            if self.listener.stats().active_connections == 0 {
                return;
            }
            sleep(Duration::from_secs(1)).await;
        }
        panic!("a session outlived its last request: {}", self.listener.stats());
    }
}

/// All that comes until the server closes.
async fn rest(link: &mut DuplexStream) -> Vec<u8> {
    let mut given = Vec::new();
    link.read_to_end(&mut given).await.unwrap();
    given
}

fn register(actors: &ActonRuntime) {
    let registry = actors.ipc_registry();
    registry.register::<Add>("Add");
    registry.register::<Count>("Count");
    registry.register::<Fail>("Fail");
    registry.register::<Forget>("Forget");
    registry.register::<Wait>("Wait");
    registry.register::<PriceChanged>("PriceChanged");
}

fn handle(calculator: &mut ActorBuilder<Calculator>) {
    calculator
        .try_mutate_on::<Add>(|_, ctx| {
            let Add { a, b } = ctx.message();
            a.checked_add(*b).map_or_else(
                || Reply::try_err("the sum is too large".to_owned()),
                |cents| Reply::try_ok(Add { a: cents, b: 0 }),
            )
        })
        .act_on::<Count>(|_, ctx| {
            let (reply, to) = (ctx.reply_envelope(), ctx.message().to);
            Reply::pending(async move {
                for number in 0..to {
                    if !reply.send(Count { to: number }).await {
                        return;
                    }
                }
            })
        })
        .try_act_on::<Fail>(|_, ctx| match ctx.message().reason.as_str() {
            "" => Reply::try_ok(Forget),
            reason => Reply::try_err(reason.to_owned()),
        })
        .mutate_on::<Forget>(|_, _| Reply::ready())
        .act_on::<Wait>(|_, _| Reply::pending(std::future::pending()));
}
