//! The calculator: an actor that answers, or says why it cannot.

use acton_reactive::prelude::*;

use super::messages::{AddRequest, AddResult};
use crate::health;

/// The calculator keeps nothing between two requests.
#[acton_actor]
pub struct Calculator;

/// What a calculator cannot do.
#[derive(Debug, thiserror::Error)]
pub enum CalculatorError {
    /// The sum has no place in an `i32`.
    #[error("{a} + {b} does not fit into 32 bits")]
    Overflow {
        /// The first summand.
        a: i32,
        /// The second summand.
        b: i32,
    },
}

/// Starts the actor `calculator` and lets other processes call it.
pub async fn start(runtime: &mut ActonRuntime) -> ActorHandle {
    let registry = runtime.ipc_registry();
    registry.register::<AddRequest>("AddRequest");
    registry.register::<AddResult>("AddResult");

    let mut calculator = runtime.new_actor_with_name::<Calculator>("calculator".to_owned());
    calculator.try_act_on::<AddRequest>(|_actor, ctx| {
        let &AddRequest { a, b } = ctx.message();
        match a.checked_add(b) {
            Some(sum) => Reply::try_ok(AddResult { sum }),
            None => Reply::try_err(CalculatorError::Overflow { a, b }),
        }
    });
    health::answer(runtime, &mut calculator);
    calculator.expose_for_ipc();
    calculator.start().await
}
