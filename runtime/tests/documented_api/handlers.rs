//! Handlers as other processes meet them: replies, streams, errors, the context.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;
use tempfile::TempDir;
use thiserror::Error;

use crate::somewhere;

#[acton_message(ipc)]
struct Store {
    key: String,
    value: String,
}

#[acton_message(ipc)]
struct Fetch {
    key: String,
}

#[acton_message(ipc)]
struct Found {
    value: Option<String>,
}

#[acton_message(ipc)]
struct CountUp {
    until: u32,
    delay_ms: u64,
}

#[acton_message(ipc)]
struct Number {
    value: u32,
}

#[acton_message(ipc)]
struct Lend {
    tool: String,
}

#[acton_message(ipc)]
struct Lent {
    ticket: &'static str,
}

#[acton_message(ipc)]
struct WhoAmI;

#[acton_message(ipc)]
#[derive(PartialEq)]
struct Sketch {
    pixels: Bytes,
}

#[derive(Debug, Error)]
enum LendError {
    #[error("No such tool: {0}")]
    NoSuchTool(String),
    #[error("Broken")]
    Broken,
}

#[acton_actor]
struct Shed {
    labels: HashMap<String, String>,
    tools: HashMap<String, bool>,
}

/// A shed that other processes call by its own name, and a client of it.
async fn shed() -> anyhow::Result<(ActonRuntime, IpcClient, TempDir)> {
    let mut runtime = ActonApp::launch_async().await;
    let registry = runtime.ipc_registry();
    registry.register::<Store>("Store");
    registry.register::<Fetch>("Fetch");
    registry.register::<CountUp>("CountUp");
    registry.register::<Lend>("Lend");
    registry.register::<Sketch>("Sketch");
    registry.register::<WhoAmI>("WhoAmI");

    let mut shed = runtime.new_actor_with_name::<Shed>("tool-shed".to_string());
    shed.model.tools.extend([("spade".to_string(), true), ("rake".to_string(), false)]);
    shed.mutate_on::<Store>(|actor, envelope| {
        let key = envelope.message().key.clone();
        let value = envelope.message().value.clone();
        actor.model.labels.insert(key, value);
        Reply::ready()
    })
    .act_on::<Fetch>(|actor, ctx| {
        let key = &ctx.message().key;
        let value = actor.model.labels.get(key).cloned();
        let reply = ctx.reply_envelope();

        Reply::pending(async move {
            reply.send(Found { value }).await;
        })
    })
    .mutate_on::<CountUp>(|_actor, ctx| {
        let until = ctx.message().until;
        let delay = ctx.message().delay_ms;
        let reply = ctx.reply_envelope();

        Reply::pending(async move {
            for value in 1..=until {
                reply.send(Number { value }).await;
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
        })
    })
    .try_mutate_on::<Lend>(|actor, ctx| {
        let tool = &ctx.message().tool;

        if !actor.model.tools.contains_key(tool) {
            return Reply::try_err(LendError::NoSuchTool(tool.clone()));
        }

        if actor.model.tools.get(tool) == Some(&false) {
            return Reply::try_err(LendError::Broken);
        }

        Reply::try_ok(Lent { ticket: "T-1" })
    })
    .act_on::<Sketch>(|_, ctx| {
        Reply::pending(async move {
            ctx.reply_envelope().send(ctx.message().clone()).await;
        })
    })
    .act_on::<WhoAmI>(|_, ctx: Context<WhoAmI>| {
        Reply::pending(async move {
            let WhoAmI = ctx.message();
            let caller: Option<Caller> = ctx.caller().copied();
            let asked_by = ctx.headers().get("asked-by").cloned();
            let value = caller.filter(|_| !ctx.is_cancelled()).and(asked_by);
            ctx.reply_envelope().send(Found { value }).await;
        })
    })
    .expose_for_ipc();
    shed.start().await;

    let (config, directory) = somewhere();
    let path = config.socket_path.clone();
    runtime.start_ipc_listener_with_config(config).await?;
    let client = IpcClient::connect(path).await?;
    Ok((runtime, client, directory))
}

#[tokio::test]
async fn state_is_changed_by_one_handler_and_read_by_another() -> anyhow::Result<()> {
    let (_runtime, client, _directory) = shed().await?;
    let oak = Store { key: "door".to_string(), value: "oak".to_string() };
    client.post("tool-shed", "Store", &oak).await?;
    let Found { value } = client.call("tool-shed", "Fetch", &Fetch { key: "door".to_string() }).await?;
    assert_eq!(value.as_deref(), Some("oak"));
    let Found { value } = client.call("tool-shed", "Fetch", &Fetch { key: "roof".to_string() }).await?;
    assert_eq!(value, None);

    let error = client.call::<Found>("tool-shed", "Store", &oak).await.unwrap_err();
    assert_eq!(error.code(), "IO_ERROR");
    assert_eq!(error.to_string(), "I/O error: Response channel closed without receiving a response");
    Ok(())
}

#[tokio::test]
async fn a_loop_of_replies_is_a_stream_or_its_first_item_alone() -> anyhow::Result<()> {
    let (_runtime, client, _directory) = shed().await?;
    let message = CountUp { until: 3, delay_ms: 0 };
    let mut numbers = client.stream::<Number>("tool-shed", "CountUp", &message).await?;
    let mut received = Vec::new();
    while let Some(number) = numbers.next().await {
        received.push(number?.value);
    }
    assert_eq!(received, [1, 2, 3]);

    let first: Number = client.call("tool-shed", "CountUp", &message).await?;
    assert_eq!(first.value, 1);
    Ok(())
}

#[tokio::test]
async fn early_errors_and_the_reply_mix_in_one_fallible_closure() -> anyhow::Result<()> {
    let (_runtime, client, _directory) = shed().await?;
    let lend = async |tool: &str| {
        let lend = Lend { tool: tool.to_string() };
        client.call::<serde_json::Value>("tool-shed", "Lend", &lend).await.map_err(|error| error.to_string())
    };
    assert_eq!(lend("spade").await, Ok(serde_json::json!({ "ticket": "T-1" })));
    assert_eq!(lend("rake").await.unwrap_err(), "HandlerError: Broken");
    assert_eq!(lend("sword").await.unwrap_err(), "HandlerError: No such tool: sword");
    Ok(())
}

#[tokio::test]
async fn a_context_moves_into_the_future_and_knows_the_caller() -> anyhow::Result<()> {
    let (_runtime, client, _directory) = shed().await?;
    let headers = BTreeMap::from([("asked-by".to_string(), "a test".to_string())]);
    let Found { value } = client.with_headers(headers).call("tool-shed", "WhoAmI", &WhoAmI).await?;
    assert_eq!(value.as_deref(), Some("a test"));
    Ok(())
}

#[tokio::test]
async fn bytes_come_back_as_they_went() -> anyhow::Result<()> {
    let (_runtime, client, _directory) = shed().await?;
    let sketch = Sketch { pixels: Bytes::from(vec![0, 255]) };
    let numbers: serde_json::Value = client.call("tool-shed", "Sketch", &sketch).await?;
    assert_eq!(numbers, serde_json::json!({ "pixels": [0, 255] }));
    assert_eq!(client.call::<Sketch>("tool-shed", "Sketch", &sketch).await?, sketch);
    Ok(())
}

#[tokio::test]
async fn a_fallible_handler_may_settle_in_a_future() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let mut shed = runtime.new_actor::<Shed>();
    shed.try_act_on::<Fetch>(|actor, ctx| -> TryReply {
        let value = actor.model.labels.get(&ctx.message().key).cloned();
        if value.is_none() {
            return Reply::try_err(LendError::Broken);
        }
        Reply::try_pending(async move { Ok::<_, LendError>(Found { value }) })
    });
    shed.model.labels.insert("door".to_string(), "oak".to_string());
    let shed = shed.start().await;
    let found = shed.ask::<Found>(Fetch { key: "door".to_string() }).await?;
    assert_eq!(found.value.as_deref(), Some("oak"));
    let error = shed.ask::<Found>(Fetch { key: "roof".to_string() }).await.unwrap_err();
    assert_eq!(error, AskError::Failed("Broken".to_string()));
    Ok(())
}

#[tokio::test]
async fn a_handler_learns_that_nobody_waits_any_more() -> anyhow::Result<()> {
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut runtime = ActonApp::launch();
    let mut shed = runtime.new_actor::<Shed>();
    // Exclusive futures run on: those of `act_on` would be dropped.
    shed.mutate_on::<WhoAmI>(move |_actor, ctx| {
        let told = told.clone();
        Reply::pending(async move {
            told.send(ctx.is_cancelled()).ok();
            ctx.cancelled().await;
            told.send(ctx.is_cancelled()).ok();
        })
    });
    let shed = shed.start().await;
    let asking = tokio::spawn(async move { shed.ask::<Found>(WhoAmI).await });
    assert_eq!(heard.recv().await, Some(false));
    asking.abort();
    assert_eq!(heard.recv().await, Some(true));
    Ok(())
}
