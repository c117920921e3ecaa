//! The question every actor of the cookbook answers: are you there?

use acton_reactive::prelude::*;

/// Asks an actor whether it takes messages.
#[acton_message(ipc)]
pub struct HealthCheck;

/// The answer to [`HealthCheck`].
#[acton_message(ipc)]
pub struct HealthStatus {
    /// `ok`: an actor that cannot say so does not answer.
    pub status: String,
}

/// Makes `actor` answer [`HealthCheck`].
pub fn answer<S: Send + 'static>(runtime: &ActonRuntime, actor: &mut ActorBuilder<S>) {
    let registry = runtime.ipc_registry();
    registry.register::<HealthCheck>("HealthCheck");
    registry.register::<HealthStatus>("HealthStatus");
    actor.act_on::<HealthCheck>(|_actor, ctx| {
        let reply = ctx.reply_envelope();
        Reply::pending(async move {
            reply.send(HealthStatus { status: "ok".to_owned() }).await;
        })
    });
}
