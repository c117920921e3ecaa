//! The listener: configured, started, watched and stopped.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use acton_reactive::common::ipc::{IpcConfig, RateLimitConfig};
use acton_reactive::ipc::Limits;
use acton_reactive::prelude::*;
use tokio::net::UnixStream;

use crate::somewhere;

/// Set in the process that a test starts of itself, to choose its environment.
const INSIDE: &str = "DOCUMENTED_API_INSIDE";

#[test]
fn a_listener_starts_at_the_default_path_without_a_configuration() -> anyhow::Result<()> {
    if std::env::var_os(INSIDE).is_some() {
        return at_the_default_path();
    }
    let directory = tempfile::tempdir()?;
    let own = |name: &str| {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--exact", name, "--nocapture"]).env(INSIDE, "1").env("ACTON_SOCKET", "");
        command.env("XDG_RUNTIME_DIR", directory.path());
        anyhow::Ok(command.output()?)
    };
    let output = own("serving::a_listener_starts_at_the_default_path_without_a_configuration")?;
    assert!(output.status.success(), "{output:?}");
    let path = directory.path().join("acton/ipc.sock");
    assert!(String::from_utf8(output.stdout)?.contains(&format!("at {}", path.display())));
    Ok(())
}

#[acton_main]
async fn at_the_default_path() -> anyhow::Result<()> {
    let runtime = ActonApp::launch();
    let listener = runtime.start_ipc_listener().await?;
    let path = IpcConfig::default().socket_path;
    assert_eq!(listener.socket_path(), Some(path.as_path()));
    println!("at {}", path.display());
    UnixStream::connect(&path).await?;
    listener.shutdown().await?;
    runtime.shutdown_all().await?;
    assert!(!path.exists());
    Ok(())
}

#[tokio::test]
async fn a_configuration_is_four_fields_or_some_of_them() -> anyhow::Result<()> {
    let (own, _directory) = somewhere();
    let config = IpcConfig {
        socket_path: PathBuf::from(&own.socket_path),
        max_connections: 12,
        connection_timeout: Duration::from_mins(1),
        rate_limit: Some(RateLimitConfig { requests_per_second: 1000, burst_size: 50 }),
    };
    let listener = ActonApp::launch().start_ipc_listener_with_config(config).await?;
    listener.shutdown().await?;

    let patient = IpcConfig { connection_timeout: Duration::from_hours(1), ..Default::default() };
    let limited = IpcConfig {
        rate_limit: Some(RateLimitConfig { requests_per_second: 100, burst_size: 20 }),
        ..Default::default()
    };
    assert_eq!((patient.max_connections, patient.rate_limit), (100, None));
    assert_eq!(limited.connection_timeout, Duration::from_secs(30));
    Ok(())
}

#[tokio::test]
async fn every_further_setting_is_on_the_listener_builder() -> anyhow::Result<()> {
    let (config, directory) = somewhere();
    let listener = ActonApp::launch()
        .ipc_listener()
        .config(config)
        .socket_path(directory.path().join("other.sock"))
        .max_connections(3)
        .connection_timeout(Duration::from_secs(5))
        .rate_limit(RateLimitConfig { requests_per_second: 10, burst_size: 1 })
        .limits(Limits { requests_in_flight: 16, ..Limits::default() })
        .start()
        .await?;
    assert_eq!(listener.socket_path(), Some(directory.path().join("other.sock").as_path()));
    listener.shutdown_gracefully().await;
    Ok(())
}

#[tokio::test]
async fn queued_output_may_not_close_a_connection_before_it_stops_being_read() {
    let most = Limits::default().queued_output;
    let too_small = [
        ("limits.queued_output_stalled", Limits { queued_output_stalled: most - 1, ..Limits::default() }),
        ("limits.queued_output_max", Limits { queued_output_max: 0, ..Limits::default() }),
    ];
    for (setting, limits) in too_small {
        let (config, _directory) = somewhere();
        let error =
            ActonApp::launch().ipc_listener().config(config).limits(limits).start().await.unwrap_err();
        let sentence = format!("the setting {setting} must be at least limits.queued_output");
        assert_eq!(error.to_string(), sentence);
    }
}

#[tokio::test]
async fn a_listener_moves_into_the_task_that_watches_it() -> anyhow::Result<()> {
    let (config, _directory) = somewhere();
    let runtime = ActonApp::launch();
    let path = config.socket_path.clone();
    let listener = runtime.start_ipc_listener_with_config(config).await?;
    let line = tokio::spawn(async move {
        let stats = listener.stats();
        format!(
            "Connections: {}, Messages: {}, Errors: {}",
            stats.active_connections, stats.messages_processed, stats.errors
        )
    });
    assert_eq!(line.await?, "Connections: 0, Messages: 0, Errors: 0");
    // The handle ended with the task; the listener did not.
    UnixStream::connect(&path).await?;
    runtime.shutdown_all().await?;
    assert!(UnixStream::connect(&path).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_second_listener_is_told_that_one_is_running() -> anyhow::Result<()> {
    let (config, _directory) = somewhere();
    let runtime = ActonApp::launch();
    let listener = runtime.start_ipc_listener_with_config(config.clone()).await?;
    let error = ActonApp::launch().start_ipc_listener_with_config(config.clone()).await.unwrap_err();
    assert!(error.is_already_running(), "{error}");
    assert!(listener.stats().to_string().starts_with("connections 0"));

    listener.shutdown_gracefully().await;
    listener.shutdown().await?;
    ActonApp::launch().start_ipc_listener_with_config(config).await?.shutdown().await?;
    Ok(())
}
