//! An actor whose streams go wrong after their first items.

use acton_reactive::prelude::*;
use serde::ser::{Error as _, Serializer};

/// Answered with `good` items, then with trouble.
#[acton_message(ipc)]
struct Tell {
    good: u32,
    then: Trouble,
}

#[acton_message(ipc)]
enum Trouble {
    Panic,
    Oversized,
    Unserialisable,
    PanicsWhenWritten,
}

#[acton_message(ipc)]
struct Told {
    number: u32,
}

#[acton_message(ipc)]
struct Oversized {
    text: String,
}

/// Begins to be written, then cannot be.
#[acton_message(ipc)]
pub(crate) struct Troubled {
    begins: String,
    #[serde(serialize_with = "give_up")]
    panics: bool,
}

impl Troubled {
    pub(crate) fn new(panics: bool) -> Self {
        Self { begins: "half of an item".to_owned(), panics }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn give_up<S: Serializer>(panics: &bool, _serializer: S) -> Result<S::Ok, S::Error> {
    assert!(!panics, "secret of a value");
    Err(S::Error::custom("secret of a field"))
}

#[acton_actor]
struct Teller;

pub(super) async fn start(runtime: &mut ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<Tell>("Tell");
    registry.register::<Told>("Told");
    registry.register::<Oversized>("Oversized");
    registry.register::<Troubled>("Troubled");
    let mut teller = runtime.new_actor_with_name::<Teller>("teller".to_owned());
    teller.act_on::<Tell>(|_teller, ctx| {
        let (Tell { good, then }, reply) = (ctx.message().clone(), ctx.reply_envelope());
        Reply::pending(async move {
            for number in 0..good {
                reply.send(Told { number }).await;
            }
            match then {
                Trouble::Panic => panic!("secret of a stream"),
                Trouble::Oversized => reply.send(Oversized { text: "x".repeat(17 << 20) }).await,
                Trouble::Unserialisable => reply.send(Troubled::new(false)).await,
                Trouble::PanicsWhenWritten => reply.send(Troubled::new(true)).await,
            };
            // To whom it does not concern any more.
            reply.send(Told { number: good }).await;
        })
    });
    teller.expose_for_ipc();
    teller.start().await;
}
