//! An actor that never gives its thread back.

use acton_reactive::prelude::*;

/// Never answered.
#[acton_message(ipc)]
struct Block;

#[acton_actor]
struct Stuck;

pub(super) async fn start(runtime: &mut ActonRuntime) {
    runtime.ipc_registry().register::<Block>("Block");
    let mut stuck = runtime.new_actor_with_name::<Stuck>("stuck".to_owned());
    stuck.mutate_on::<Block>(|_stuck, _ctx| {
        loop {
            std::thread::park();
        }
    });
    stuck.expose_for_ipc();
    stuck.start().await;
}
