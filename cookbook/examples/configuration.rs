//! A listener with everything set that can be set.

use std::time::Duration;

use acton_reactive::common::ipc::RateLimitConfig;
use acton_reactive::ipc::{AccessPolicy, Limits};
use acton_reactive::prelude::*;

/// Root and our own user may do everything; anybody else the socket lets in may only read.
struct ReadersWelcome;

impl AccessPolicy for ReadersWelcome {
    fn admit(&self, _caller: &Caller) -> bool {
        true
    }

    fn request(&self, caller: &Caller, _target: &str, message_type: &str) -> bool {
        caller.is_trusted() || message_type.starts_with("Get")
    }
}

#[acton_main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let runtime = ActonApp::launch();
    let listener = runtime
        .ipc_listener()
        .socket_path(directory.path().join("configured.sock"))
        .max_connections(200)
        .connection_timeout(Duration::from_hours(1))
        .rate_limit(RateLimitConfig { requests_per_second: 1_000, burst_size: 50 })
        .access(ReadersWelcome)
        .limits(Limits { max_payload: 4 * 1024 * 1024, subscriptions: 16, ..Limits::default() })
        .start()
        .await?;
    println!("{}", listener.stats());

    // A setting that cannot hold is an error before anything listens.
    let nothing = RateLimitConfig { requests_per_second: 0, burst_size: 50 };
    let refused = runtime.ipc_listener().rate_limit(nothing).start().await;
    println!("{}", refused.err().map(|error| error.to_string()).unwrap_or_default());

    listener.shutdown_gracefully().await;
    runtime.shutdown_all().await?;
    Ok(())
}
