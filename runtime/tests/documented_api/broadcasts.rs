//! Broadcasts: to actors that subscribed, and to other processes.

use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;

use crate::somewhere;

#[acton_message(ipc)]
struct Frost {
    degrees: f64,
}

#[acton_message]
struct Count;

#[acton_message]
#[derive(PartialEq)]
struct Warnings(u32);

#[acton_actor]
struct Almanac {
    warnings: u32,
}

#[tokio::test]
async fn an_actor_receives_what_it_subscribed_to() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let mut almanac = runtime.new_actor::<Almanac>();
    almanac
        .mutate_on::<Frost>(|actor, ctx| {
            if ctx.message().degrees < 0.0 {
                actor.model.warnings += 1;
            }
            Reply::ready()
        })
        .try_act_on::<Count>(|actor, _ctx| match actor.model.warnings {
            0 => Reply::try_err("no frost yet"),
            warnings => Reply::try_ok(Warnings(warnings)),
        });
    almanac.handle().subscribe::<Frost>();
    let almanac = almanac.start().await;
    almanac.subscribe::<Frost>();
    assert_eq!(almanac.ask::<Warnings>(Count).await, Err(AskError::Failed("no frost yet".to_string())));

    let broker: BrokerHandle = runtime.broker();
    let task = tokio::spawn(async move {
        broker.broadcast(Frost { degrees: -3.5 }).await;
        broker.broadcast(Frost { degrees: 4.0 }).await;
    });
    task.await?;
    assert_eq!(almanac.ask(Count).await, Ok(Warnings(1)));

    almanac.unsubscribe::<Frost>();
    runtime.broker().broadcast(Frost { degrees: -9.0 }).await;
    assert_eq!(almanac.ask(Count).await, Ok(Warnings(1)));
    Ok(())
}

#[tokio::test]
async fn a_spawned_task_broadcasts_to_other_processes_too() -> anyhow::Result<()> {
    let (config, _directory) = somewhere();
    let path = config.socket_path.clone();
    let runtime = ActonApp::launch();
    runtime.ipc_registry().register::<Frost>("Frost");
    let listener = runtime.start_ipc_listener_with_config(config).await?;

    let broker = runtime.broker();
    let feed = listener.clone();
    tokio::spawn(async move {
        feed.subscriber_of("Frost").await;
        for night in 0_u8..2 {
            broker.broadcast(Frost { degrees: -0.5 - f64::from(night) }).await;
        }
    });

    let client = IpcClient::connect(&path).await?;
    let mut nights = client.subscribe(&["Frost", "NeverBroadcast"]).await?;
    for degrees in [-0.5, -1.5] {
        let push = nights.next().await.expect("the feed is open");
        assert_eq!(push.message_type, "Frost");
        assert!((push.decode::<Frost>()?.degrees - degrees).abs() < f64::EPSILON);
    }
    assert_eq!(nights.missed(), 0);
    listener.shutdown_gracefully().await;
    // It tries to come back for half a minute, of which nothing need be waited for.
    tokio::time::pause();
    assert!(nights.next().await.is_none());
    Ok(())
}
