//! Steps performed, and what they come to.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use acton_reactive::client::{ClientError, Subscription};
use serde_json::{Value, json};

use crate::client::Client;
use crate::step::{Message, Options, Step};

type Said = Result<Value, ClientError>;

/// The lines of a step: its own, after those of the steps within it.
pub(crate) async fn perform(client: &Client, step: &Step) -> Vec<Value> {
    let mut lines = Vec::new();
    let said = match step {
        Step::Call { call, options } => {
            reply(client, call, options).await.map(|value| json!({"value": value}))
        }
        Step::Send { send, options } => response(sent(client, send, options).await),
        Step::Post { post, options } => posted(client, post, options).await,
        Step::Stream { stream, take, options } => items(client, stream, *take, options).await,
        Step::Subscribe { subscribe, take, meanwhile } => match subscription(client, subscribe).await {
            Ok(subscription) => {
                for step in meanwhile {
                    lines.extend(boxed(client, step).await);
                }
                pushes(subscription, *take).await
            }
            Err(error) => Err(error),
        },
        Step::Discover { .. } => discovered(client).await,
        Step::Ping { .. } => pong(client).await,
        Step::Together { together } => Ok(json!({"together": all(client, together).await})),
        Step::Close { .. } => {
            client.close().await;
            Ok(json!({"closed": true}))
        }
    };
    lines.push(said.unwrap_or_else(|error| json!({"error": outcome(&error)})));
    lines
}

fn boxed<'a>(client: &'a Client, step: &'a Step) -> Pin<Box<dyn Future<Output = Vec<Value>> + 'a>> {
    Box::pin(perform(client, step))
}

/// The line of each step, all of them under way at once.
async fn all(client: &Client, steps: &[Step]) -> Vec<Value> {
    let mut under_way: Vec<_> = steps.iter().map(|step| boxed(client, step)).collect();
    let mut lines = vec![None; steps.len()];
    poll_fn(|cx| {
        for (step, line) in under_way.iter_mut().zip(&mut lines) {
            if line.is_none()
                && let Poll::Ready(mut said) = step.as_mut().poll(cx)
            {
                *line = said.pop();
            }
        }
        if lines.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    lines.into_iter().flatten().collect()
}

fn outcome(error: &ClientError) -> Value {
    json!({"code": error.code(), "executed": error.executed().as_str()})
}

async fn reply(client: &Client, (target, message_type, payload): &Message, options: &Options) -> Said {
    client.with(options).await?.call(target, message_type, payload).await
}

/// The verb `send` of other clients, which tries once.
async fn sent(client: &Client, message: &Message, options: &Options) -> Said {
    reply(client, message, &Options { retry: Some(false), ..options.clone() }).await
}

/// What the clients that have the verb `send` give back: the server's answer, whichever it is.
fn response(answer: Said) -> Said {
    let response = match answer {
        Ok(payload) => json!({"success": true, "payload": payload, "error_code": null, "executed": "yes"}),
        Err(ClientError::Server { code, executed, .. }) => {
            json!({"success": false, "payload": null, "error_code": code, "executed": executed.as_str()})
        }
        Err(error) => return Err(error),
    };
    Ok(json!({"response": response}))
}

async fn posted(client: &Client, (target, message_type, payload): &Message, options: &Options) -> Said {
    client.with(options).await?.post(target, message_type, payload).await?;
    Ok(json!({"posted": true}))
}

async fn items(
    client: &Client,
    (target, message_type, payload): &Message,
    take: Option<usize>,
    options: &Options,
) -> Said {
    let mut stream = client.with(options).await?.stream::<Value>(target, message_type, payload).await?;
    let mut items = Vec::new();
    while take.is_none_or(|take| items.len() < take) {
        match stream.next().await {
            Some(Ok(item)) => items.push(item),
            Some(Err(error)) => return Ok(json!({"items": items, "error": outcome(&error)})),
            None => return Ok(json!({"items": items, "end": "end"})),
        }
    }
    Ok(json!({"items": items, "end": "left"}))
}

async fn subscription(client: &Client, names: &[String]) -> Result<Subscription, ClientError> {
    let client = client.get().await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if names.iter().any(|name| name.ends_with('*')) {
        client.subscribe_patterns(&names).await
    } else {
        client.subscribe(&names).await
    }
}

async fn pushes(mut subscription: Subscription, take: usize) -> Said {
    let mut pushes = Vec::new();
    while pushes.len() < take {
        let Some(push) = subscription.next().await else {
            let error = subscription.ended().as_ref().map(outcome);
            return Ok(json!({"pushes": pushes, "error": error}));
        };
        pushes.push(json!([push.message_type, push.decode::<Value>()?]));
    }
    Ok(json!({"pushes": pushes, "missed": subscription.missed(), "gaps": subscription.gaps()}))
}

async fn discovered(client: &Client) -> Said {
    let found = client.get().await?.discover().await?;
    let mut actors: Vec<_> = found.actors.into_iter().map(|actor| actor.name).collect();
    let mut types = found.message_types;
    actors.sort();
    types.sort();
    Ok(json!({"actors": actors, "types": types}))
}

async fn pong(client: &Client) -> Said {
    client.get().await?.ping().await?;
    Ok(json!({"pong": true}))
}
