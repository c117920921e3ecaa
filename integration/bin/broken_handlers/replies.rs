//! An actor whose replies cannot be sent, or never are.

use acton_reactive::prelude::*;

use crate::streams::Troubled;

/// The handler ends and has not replied.
#[acton_message(ipc)]
struct Forget;

/// The handler ends, and its way to reply is put aside for ever.
#[acton_message(ipc)]
struct Keep;

/// Answered with so many bytes.
#[acton_message(ipc)]
struct Fill {
    bytes: usize,
}

#[acton_message(ipc)]
struct Filled {
    text: String,
}

/// Answered with what cannot be serialised.
#[acton_message(ipc)]
struct Write {
    panics: bool,
}

#[acton_actor]
struct Clerk {
    kept: Vec<ReplyEnvelope>,
}

pub(super) async fn start(runtime: &mut ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Forget>("Forget");
    registry.register::<Keep>("Keep");
    registry.register::<Fill>("Fill");
    registry.register::<Filled>("Filled");
    registry.register::<Write>("Write");
    let mut clerk = runtime.new_actor_with_name::<Clerk>("clerk".to_owned());
    clerk
        .act_on::<Forget>(|_clerk, _ctx| Reply::ready())
        .mutate_on::<Keep>(|clerk, ctx| {
            clerk.model.kept.push(ctx.reply_envelope());
            Reply::ready()
        })
        .try_act_on::<Fill>(|_clerk, ctx| Reply::try_ok(Filled { text: "x".repeat(ctx.message().bytes) }))
        .try_act_on::<Write>(|_clerk, ctx| Reply::try_ok(Troubled::new(ctx.message().panics)));
    clerk.expose_for_ipc();
    clerk.start().await;
}
