//! `#[acton_main]` and how a runtime is launched inside it.

use acton_reactive::prelude::*;

use crate::Greenhouse;

#[acton_main]
async fn fallible() -> anyhow::Result<()> {
    let mut runtime = ActonApp::launch();
    let greenhouse = runtime.new_actor::<Greenhouse>().start().await;
    assert_eq!(greenhouse.name(), "Greenhouse");
    runtime.shutdown_all().await?;
    assert!(greenhouse.is_stopped());
    Ok(())
}

#[acton_main]
async fn infallible() {
    let mut runtime = ActonApp::launch_async().await;
    let greenhouse =
        runtime.new_actor_with_name::<Greenhouse>("the green-house, №1".to_string()).start().await;
    assert_eq!(greenhouse.name(), "the green-house, №1");
    let stopped: Result<(), ShutdownError> = runtime.shutdown_all().await;
    stopped.ok();
}

#[test]
fn a_main_returns_a_result_or_nothing_and_launches_either_way() {
    fallible().unwrap();
    infallible();
}
