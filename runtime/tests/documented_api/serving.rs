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

/// What the listener says that has this configuration and these limits.
async fn refusal(config: IpcConfig, limits: Limits) -> String {
    let (own, _directory) = somewhere();
    let config = IpcConfig { socket_path: own.socket_path, ..config };
    let started = ActonApp::launch().ipc_listener().config(config).limits(limits).start().await;
    let error = started.expect_err("it cannot work");
    assert!(!error.is_already_running(), "{error}");
    error.to_string()
}

#[tokio::test]
async fn a_setting_with_which_nothing_could_work_is_refused_by_name() {
    let (config, limits) = (IpcConfig::default, Limits::default);
    let rate = |requests_per_second, burst_size| Some(RateLimitConfig { requests_per_second, burst_size });
    let configs = [
        ("max_connections must be at least 1", IpcConfig { max_connections: 0, ..config() }),
        (
            "connection_timeout must be above zero",
            IpcConfig { connection_timeout: Duration::ZERO, ..config() },
        ),
        ("rate_limit needs", IpcConfig { rate_limit: rate(0, 1), ..config() }),
        ("rate_limit needs", IpcConfig { rate_limit: rate(1, 0), ..config() }),
    ];
    for (reason, config) in configs {
        let said = refusal(config, limits()).await;
        assert!(said.starts_with(&format!("the setting {reason}")), "{said}");
    }
    let most = limits().queued_output;
    let as_queued = "must be at least limits.queued_output";
    let (one, size) = ("must be at least 1", "must be 1 byte to 16 MiB");
    let cases = [
        ("requests_in_flight", one, Limits { requests_in_flight: 0, ..limits() }),
        ("bytes_in_flight", one, Limits { bytes_in_flight: 0, ..limits() }),
        ("queued_output", one, Limits { queued_output: 0, ..limits() }),
        // It may not close a connection before that stops being read.
        ("queued_output_stalled", as_queued, Limits { queued_output_stalled: most - 1, ..limits() }),
        ("queued_output_max", as_queued, Limits { queued_output_max: most - 1, ..limits() }),
        ("max_payload", size, Limits { max_payload: 0, ..limits() }),
        ("max_payload", size, Limits { max_payload: 16 * 1024 * 1024 + 1, ..limits() }),
        ("max_reply", size, Limits { max_reply: 0, ..limits() }),
        ("write_timeout", "must be above zero", Limits { write_timeout: Duration::ZERO, ..limits() }),
        ("frame_timeout", "must be above zero", Limits { frame_timeout: Duration::ZERO, ..limits() }),
        ("response_timeout", "must be above zero", Limits { response_timeout: Duration::ZERO, ..limits() }),
    ];
    for (name, reason, limits) in cases {
        assert_eq!(refusal(config(), limits).await, format!("the setting limits.{name} {reason}"));
    }
}

#[tokio::test]
async fn a_setting_at_its_bound_is_taken() -> anyhow::Result<()> {
    let (own, _directory) = somewhere();
    let least = Duration::from_nanos(1);
    let config = IpcConfig { max_connections: 1, connection_timeout: least, ..own };
    let limits = Limits {
        requests_in_flight: 1,
        bytes_in_flight: 1,
        queued_output: 1,
        queued_output_stalled: 1,
        queued_output_max: 1,
        max_payload: 1,
        max_reply: 16 * 1024 * 1024,
        write_timeout: least,
        frame_timeout: least,
        response_timeout: least,
        ..Limits::default()
    };
    ActonApp::launch().ipc_listener().config(config).limits(limits).start().await?.shutdown().await?;
    Ok(())
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
