//! Calling an exposed actor: by hand over a socket of one's own, and with the client.

use std::path::PathBuf;
use std::time::Duration;

use acton_reactive::ipc::protocol::{Executed, read_response, write_envelope};
use acton_reactive::ipc::{IpcClient, IpcEnvelope};
use acton_reactive::prelude::*;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::UnixStream;

use crate::{Greenhouse, Inspect, Inspected, Water, Watered, somewhere};

/// A greenhouse that other processes call, and where its socket is.
async fn greenhouse() -> anyhow::Result<(ActonRuntime, PathBuf, TempDir)> {
    let mut runtime = ActonApp::launch();
    let registry = runtime.ipc_registry();
    registry.register::<Water>("Water");
    registry.register::<Inspect>("Inspect");
    let mut greenhouse = runtime.new_actor::<Greenhouse>();
    greenhouse.mutate_on::<Water>(|actor, ctx| {
        actor.model.litres += ctx.message().litres;
        let (reply, litres_so_far) = (ctx.reply_envelope(), actor.model.litres);
        Reply::pending(async move {
            reply.send(Watered { litres_so_far }).await;
        })
    });
    greenhouse.act_on::<Inspect>(|_, ctx| {
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            reply.send(Inspected { summary: "ok".to_string() }).await;
        })
    });
    let greenhouse = greenhouse.start().await;
    runtime.ipc_expose("greenhouse", greenhouse);
    let (config, directory) = somewhere();
    let path = config.socket_path.clone();
    runtime.start_ipc_listener_with_config(config).await?;
    Ok((runtime, path, directory))
}

#[tokio::test]
async fn an_envelope_is_written_and_its_response_read() -> anyhow::Result<()> {
    let (_runtime, path, _directory) = greenhouse().await?;
    let stream = UnixStream::connect(&path).await?;
    let (mut reader, mut writer) = stream.into_split();

    let envelope = IpcEnvelope::new("greenhouse", "Inspect", json!({}));
    write_envelope(&mut writer, &envelope).await?;
    let response = read_response(&mut reader, 1024 * 1024).await?;
    assert!(response.success, "{response:?}");
    assert_eq!(response.correlation_id, envelope.correlation_id);
    assert_eq!(response.payload, Some(json!({ "summary": "ok" })));
    Ok(())
}

#[tokio::test]
async fn an_envelope_expects_one_reply_none_or_a_stream() -> anyhow::Result<()> {
    let (_runtime, path, _directory) = greenhouse().await?;
    let mut stream = UnixStream::connect(&path).await?;

    write_envelope(&mut stream, &IpcEnvelope::fire_and_forget("greenhouse", "Water", json!({ "litres": 4 })))
        .await?;
    let response = read_response(&mut stream, 1024).await?;
    assert_eq!(response.payload, Some(json!({ "status": "delivered" })));

    write_envelope(&mut stream, &IpcEnvelope::stream("greenhouse", "Water", json!({ "litres": 1 }))).await?;
    let item = read_response(&mut stream, 1024).await?;
    assert_eq!((item.sequence, item.is_final), (Some(0), false));
    assert_eq!(item.payload, Some(json!({ "litres_so_far": 5 })));
    let end = read_response(&mut stream, 1024).await?;
    assert_eq!((end.sequence, end.is_final, end.payload), (Some(1), true, None));

    write_envelope(&mut stream, &IpcEnvelope::new("shed", "Water", json!({ "litres": 1 }))).await?;
    let refusal = read_response(&mut stream, 1024).await?;
    assert_eq!((refusal.success, refusal.executed), (false, Some(Executed::No)));
    assert_eq!(refusal.error_code.as_deref(), Some("ACTOR_NOT_FOUND"));
    assert!(refusal.error.is_some_and(|error| error.starts_with("ActorNotFound: ")));
    Ok(())
}

#[tokio::test]
async fn the_client_has_a_verb_for_everything_people_do() -> anyhow::Result<()> {
    let (runtime, path, _directory) = greenhouse().await?;
    let client = IpcClient::builder().socket_path(&path).timeout(Duration::from_secs(10)).connect().await?;
    client.ping().await?;

    client.post("greenhouse", "Water", &Water { litres: 2 }).await?;
    let Watered { litres_so_far } = client.call("greenhouse", "Water", &json!({ "litres": 1 })).await?;
    assert_eq!(litres_so_far, 3);
    for nothing in [json!(null), json!({}), json!([])] {
        let Inspected { summary } = client.call("greenhouse", "Inspect", &nothing).await?;
        assert_eq!(summary, "ok");
    }
    let mut drops = client.stream::<Watered>("greenhouse", "Water", &Water { litres: 1 }).await?;
    assert_eq!(drops.next().await.expect("one item")?.litres_so_far, 4);
    assert!(drops.next().await.is_none());

    let error = client.call::<Watered>("greenhouse", "Prune", &()).await.unwrap_err();
    assert_eq!((error.code(), error.executed()), ("UNKNOWN_MESSAGE_TYPE", Executed::No));

    let found = client.discover().await?;
    assert_eq!(found.actors.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>(), ["greenhouse"]);
    assert_eq!(found.message_types, ["Inspect", "Water"]);

    runtime.shutdown_all().await?;
    // It tries again until its timeout, of which nothing need be waited for.
    tokio::time::pause();
    let error = client.call::<Inspected>("greenhouse", "Inspect", &Inspect).await.unwrap_err();
    assert_eq!(error.code(), "IO_ERROR");
    Ok(())
}
