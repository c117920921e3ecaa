//! What actors can do, in one small library: state, questions, children, hooks and broadcasts.

use acton_reactive::prelude::*;

/// The state. Nobody but the actor's own handlers touches it, so it needs no lock.
#[acton_actor]
struct Shelf {
    books: Vec<String>,
}

#[acton_message]
struct Add {
    title: String,
}

#[acton_message]
struct CountBooks;

#[acton_message]
struct Count(usize);

/// Broadcast whenever a book is added.
#[acton_message]
struct BookAdded {
    title: String,
}

/// Watches the shelf, beside it.
#[acton_actor]
struct Reader {
    heard_of: Vec<String>,
}

#[acton_main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut runtime = ActonApp::launch();
    let shelf = shelf(&mut runtime).await;
    let reader = reader(&mut runtime).await;

    // Sent, and not waited for: messages of one sender arrive in the order they were sent.
    shelf.send(Add { title: "Dune".to_owned() }).await?;
    shelf.send(Add { title: "Emma".to_owned() }).await?;
    // Asked, and waited for: a value, an error, or the deadline, never nothing.
    let Count(books) = shelf.ask(CountBooks).await?;
    println!("{books} books");

    shelf.stop().await;
    reader.stop().await;
    runtime.shutdown_all().await?;
    Ok(())
}

async fn shelf(runtime: &mut ActonRuntime) -> ActorHandle {
    let broker = runtime.broker();
    let mut shelf = runtime.new_actor_with_name::<Shelf>("shelf".to_owned());
    shelf
        // Alone: it changes the state, and nothing else starts before its future has ended.
        .mutate_on::<Add>(move |actor, ctx| {
            let title = ctx.message().title.clone();
            actor.model.books.push(title.clone());
            let broker = broker.clone();
            Reply::pending(async move { broker.broadcast(BookAdded { title }).await })
        })
        // Beside others: it only reads, and its future runs next to everything later.
        .act_on::<CountBooks>(|actor, ctx| {
            let (reply, count) = (ctx.reply_envelope(), actor.model.books.len());
            Reply::pending(async move {
                reply.send(Count(count)).await;
            })
        })
        .after_start(|actor| {
            println!("{} opens", actor.handle().name());
            Reply::ready()
        })
        .before_stop(|actor| {
            println!("{} closes with {:?}", actor.handle().name(), actor.model.books);
            Reply::ready()
        });
    shelf.start().await
}

async fn reader(runtime: &mut ActonRuntime) -> ActorHandle {
    let mut reader = runtime.new_actor_with_name::<Reader>("reader".to_owned());
    reader
        .mutate_on::<BookAdded>(|actor, ctx| {
            actor.model.heard_of.push(ctx.message().title.clone());
            Reply::ready()
        })
        .before_stop(|actor| {
            println!("{} heard of {:?}", actor.handle().name(), actor.model.heard_of);
            Reply::ready()
        });
    let reader = reader.start().await;
    reader.subscribe::<BookAdded>();
    reader
}
