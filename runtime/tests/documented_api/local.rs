//! Actors from inside the process: handles, factories, hooks, panics.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use acton_reactive::prelude::*;

use crate::{Greenhouse, Inspect, Inspected, Water, Watered};

fn greenhouse(runtime: &mut ActonRuntime) -> ActorBuilder<Greenhouse> {
    let mut greenhouse = runtime.new_actor::<Greenhouse>();
    greenhouse
        .mutate_on::<Water>(|actor, ctx| {
            actor.model.litres += ctx.message().litres;
            let (reply, litres_so_far) = (ctx.reply_envelope(), actor.model.litres);
            Reply::pending(async move {
                reply.send(Watered { litres_so_far }).await;
            })
        })
        .act_on::<Inspect>(|actor, ctx| {
            let summary = format!("{} plants", actor.model.plants.len());
            let reply: ReplyEnvelope = ctx.reply_envelope();
            Reply::pending(async move {
                // Nobody is left to hear a second one.
                assert!(reply.send(Inspected { summary: summary.clone() }).await);
                assert!(!reply.send(Inspected { summary }).await);
            })
        });
    greenhouse
}

#[tokio::test]
async fn a_handle_sends_asks_and_hands_back_what_cannot_arrive() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let greenhouse: ActorHandle = greenhouse(&mut runtime).start().await;

    greenhouse.send(Water { litres: 2 }).await?;
    greenhouse.try_send(Water { litres: 3 })?;
    let Watered { litres_so_far } = greenhouse.ask(Water { litres: 1 }).await?;
    assert_eq!(litres_so_far, 6);
    let stats: ActorStats = greenhouse.stats();
    assert_eq!((stats.handled, stats.waiting), (3, 0));

    greenhouse.stop().await;
    let error: SendError<Water> = greenhouse.send(Water { litres: 9 }).await.unwrap_err();
    assert!(matches!(error, SendError::Stopped(Water { litres: 9 })));
    assert_eq!(error.into_message().litres, 9);
    Ok(())
}

#[tokio::test]
async fn any_message_passes_where_a_message_is_asked_for() -> anyhow::Result<()> {
    async fn twice<M: Message + Clone>(actor: &ActorHandle, message: M) -> Result<(), SendError<M>> {
        actor.send(message.clone()).await?;
        actor.send(message).await
    }
    let mut runtime = ActonApp::launch();
    let greenhouse = greenhouse(&mut runtime).start().await;
    twice(&greenhouse, Water { litres: 5 }).await?;
    assert_eq!(greenhouse.ask::<Watered>(Water { litres: 0 }).await?.litres_so_far, 10);
    Ok(())
}

#[tokio::test]
async fn a_full_mailbox_hands_the_message_back_at_once() {
    let mut runtime = ActonApp::launch();
    let mut builder = runtime.new_actor::<Greenhouse>();
    builder.mailbox_capacity(1);
    // Before the start messages wait.
    let handle = builder.handle().clone();
    handle.try_send(Water { litres: 1 }).unwrap();
    assert!(matches!(handle.try_send(Water { litres: 2 }), Err(SendError::Full(Water { litres: 2 }))));
}

#[tokio::test]
async fn the_model_is_open_until_the_start() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let mut greenhouse = greenhouse(&mut runtime);
    greenhouse.model.plants.push("fern".to_string());
    greenhouse.model.plants.push("fig".to_string());
    let Inspected { summary } = greenhouse.start().await.ask(Inspect).await?;
    assert_eq!(summary, "2 plants");
    Ok(())
}

#[tokio::test]
async fn a_factory_serves_the_start_and_every_restart() -> anyhow::Result<()> {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[acton_actor(no_default)]
    struct Seedling {
        generation: u32,
    }
    #[acton_message]
    struct Trample;

    let mut runtime = ActonApp::launch();
    let mut seedling =
        runtime.new_actor_with("seedling", || Seedling { generation: MADE.fetch_add(1, Ordering::Relaxed) });
    seedling
        .act_on::<Inspect>(|actor, ctx| {
            let (reply, generation) = (ctx.reply_envelope(), actor.model.generation);
            Reply::pending(async move {
                reply.send(Watered { litres_so_far: generation }).await;
            })
        })
        .act_on::<Trample>(|actor, _ctx| panic!("{} is trampled on", actor.name()))
        .on_panic(OnPanic::restart().at_most(3, Duration::from_mins(1)));
    let seedling = seedling.start().await;

    assert_eq!(seedling.ask::<Watered>(Inspect).await?.litres_so_far, 0);
    assert!(matches!(seedling.ask::<Watered>(Trample).await, Err(AskError::Panicked(_))));
    assert_eq!(seedling.ask::<Watered>(Inspect).await?.litres_so_far, 1);
    Ok(())
}

#[tokio::test]
async fn lifecycle_hooks_chain_and_run_in_their_order() -> anyhow::Result<()> {
    fn note(letter: &'static str) -> impl Fn(&mut ManagedActor<Greenhouse>) -> Reply + Send + Sync + 'static {
        move |actor| {
            actor.model.plants.push(letter.to_string());
            Reply::ready()
        }
    }
    let (said, heard) = std::sync::mpsc::channel();
    let mut runtime = ActonApp::launch();
    let mut greenhouse = greenhouse(&mut runtime);
    greenhouse
        .before_start(note("before start"))
        .after_start(note("after start"))
        .before_stop(note("before stop"))
        .after_stop(move |actor| {
            said.send(actor.model.plants.join(", ")).ok();
            Reply::ready()
        });
    greenhouse.start().await;
    runtime.shutdown_all().await?;
    assert_eq!(heard.recv()?, "before start, after start, before stop");
    Ok(())
}
