//! An actor whose handlers never end by themselves, and that knows how many of them run.

use std::sync::Arc;

use acton_reactive::prelude::*;

/// Never answered.
#[acton_message(ipc)]
struct Think;

/// Answered with item after item, whether anybody takes them or not.
#[acton_message(ipc)]
struct Recite;

#[acton_message(ipc)]
struct Line {
    number: u64,
}

/// Answered with how many of the above run.
#[acton_message(ipc)]
struct Count;

#[acton_message(ipc)]
struct Running {
    handlers: usize,
}

#[acton_actor]
struct Tireless {
    /// Each handler that runs holds it once more.
    running: Arc<()>,
}

pub(super) async fn start(runtime: &mut ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Think>("Think");
    registry.register::<Recite>("Recite");
    registry.register::<Line>("Line");
    registry.register::<Count>("Count");
    registry.register::<Running>("Running");
    let mut tireless = runtime.new_actor_with_name::<Tireless>("tireless".to_owned());
    tireless
        .act_on::<Think>(|tireless, _ctx| {
            let running = tireless.model.running.clone();
            Reply::pending(async move {
                std::future::pending::<()>().await;
                drop(running);
            })
        })
        .act_on::<Recite>(|tireless, ctx| {
            let (running, reply) = (tireless.model.running.clone(), ctx.reply_envelope());
            Reply::pending(async move {
                for number in 0.. {
                    reply.send(Line { number }).await;
                    // One that is refused at once must leave others their turn.
                    tokio::task::consume_budget().await;
                }
                drop(running);
            })
        })
        .try_act_on::<Count>(|tireless, _ctx| {
            Reply::try_ok(Running { handlers: Arc::strong_count(&tireless.model.running) - 1 })
        });
    tireless.expose_for_ipc();
    tireless.start().await;
}
