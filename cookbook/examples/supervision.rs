//! What a panic does to an actor, to whoever asked it, and to nobody else.

use std::time::Duration;

use acton_reactive::prelude::*;

/// Counts what it divided so far.
#[acton_actor]
struct Divider {
    done: u32,
}

#[acton_message]
struct Divide {
    dividend: u32,
    divisor: u32,
}

#[acton_message]
struct Quotient {
    value: u32,
    /// Divisions of this state.
    done: u32,
}

#[acton_main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The panics are on purpose; their traces are left out here.
    std::panic::set_hook(Box::new(|_| ()));
    let mut runtime = ActonApp::launch();
    let policies = [
        ("resume", OnPanic::resume()),
        ("restart", OnPanic::restart()),
        ("stop", OnPanic::stop()),
        ("restart at most once a minute", OnPanic::restart().at_most(1, Duration::from_mins(1))),
    ];
    for (name, policy) in policies {
        println!("{name}");
        let divider = divider(&mut runtime, policy).await;
        for divisor in [2, 0, 2, 0, 2] {
            match divider.ask(Divide { dividend: 8, divisor }).await {
                Ok(Quotient { value, done }) => {
                    println!("  8 / {divisor} = {value}, division {done} of this state");
                }
                Err(error) => println!("  8 / {divisor}: {error}"),
            }
        }
    }
    runtime.shutdown_all().await?;
    Ok(())
}

async fn divider(runtime: &mut ActonRuntime, policy: OnPanic) -> ActorHandle {
    let mut divider = runtime.new_actor_with_name::<Divider>("divider".to_owned());
    divider.on_panic(policy);
    divider.mutate_on::<Divide>(|actor, ctx| {
        let Divide { dividend, divisor } = *ctx.message();
        let value = dividend / divisor;
        actor.model.done += 1;
        let (reply, done) = (ctx.reply_envelope(), actor.model.done);
        Reply::pending(async move {
            reply.send(Quotient { value, done }).await;
        })
    });
    divider.start().await
}
