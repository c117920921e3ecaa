//! The key-value store: an actor whose state outlives it.
//!
//! All handlers are `act_on`: what keeps them apart is the store's one writing thread, to which their closures hand in
//! their work in the order the messages came.

use acton_reactive::prelude::*;

use super::messages::{
    CompareAndSet, CompareAndSetResult, DeleteValue, GetValue, ListItem, ListRequest, SetValue, ValueDeleted,
    ValueResponse, ValueStored,
};
use super::table;
use crate::health;
use crate::store::Store;

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1_024;

/// Keys read at once for a listing.
const LARGEST_PAGE: usize = 1_000;

/// The state is the store, which its clones share.
#[acton_actor(no_default)]
pub struct KvStore {
    store: Store,
}

/// What a store cannot do.
#[derive(Debug, thiserror::Error)]
pub enum KvError {
    /// A key is not one.
    #[error("a key has 1 to {LONGEST_KEY} bytes and this one has {bytes}")]
    BadKey {
        /// Its length.
        bytes: usize,
    },
}

/// Starts the actor `kv_store` on `store` and lets other processes call it.
pub async fn start(runtime: &mut ActonRuntime, store: Store) -> ActorHandle {
    register(runtime);
    let mut kv_store = runtime.new_actor_with("kv_store", move || KvStore { store: store.clone() });
    kv_store
        .try_act_on::<SetValue>(|actor, ctx| {
            let SetValue { key, value } = ctx.message().clone();
            if let Err(error) = check(&key) {
                return Reply::try_err(error);
            }
            let stored = actor.model.store.write(move |changes| table::set(changes, &key, &value));
            Reply::try_pending(async move {
                stored.await.map(|before| ValueStored { replaced: before.is_some() })
            })
        })
        .try_act_on::<GetValue>(|actor, ctx| {
            let key = &ctx.message().key;
            match actor.model.store.read(|seen| table::get(seen, key)) {
                Ok(value) => Reply::try_ok(ValueResponse { found: value.is_some(), value }),
                Err(declined) => Reply::try_err(declined),
            }
        })
        .try_act_on::<DeleteValue>(|actor, ctx| {
            let DeleteValue { key } = ctx.message().clone();
            let deleted = actor.model.store.write(move |changes| table::delete(changes, &key));
            Reply::try_pending(async move {
                deleted.await.map(|before| ValueDeleted { existed: before.is_some() })
            })
        })
        .try_act_on::<CompareAndSet>(|actor, ctx| {
            let CompareAndSet { key, expected, value } = ctx.message().clone();
            if let Err(error) = check(&key) {
                return Reply::try_err(error);
            }
            let compared = actor
                .model
                .store
                .write(move |changes| table::compare_and_set(changes, &key, expected.as_ref(), &value));
            Reply::try_pending(async move {
                compared.await.map(|(swapped, value)| CompareAndSetResult { swapped, value })
            })
        })
        .act_on::<ListRequest>(|actor, ctx| {
            let page = ctx.message().page_size.clamp(1, LARGEST_PAGE);
            let (store, reply) = (actor.model.store.clone(), ctx.reply_envelope());
            Reply::pending(async move {
                if let Err(declined) = list(&store, page, &reply).await {
                    reply.decline(declined);
                }
            })
        });
    health::answer(runtime, &mut kv_store);
    kv_store.expose_for_ipc();
    kv_store.start().await
}

/// Sends all keys, each page as it is when its turn comes. Ends early if nobody listens.
async fn list(store: &Store, page: usize, reply: &ReplyEnvelope) -> Result<(), Declined> {
    let mut last: Option<String> = None;
    let mut id = 0;
    loop {
        let keys = store.read(|seen| table::keys(seen, last.as_deref(), page))?;
        let is_last_page = keys.len() < page;
        for name in keys {
            last = Some(name.clone());
            if !reply.send(ListItem { id, name }).await {
                return Ok(());
            }
            id += 1;
        }
        if is_last_page {
            return Ok(());
        }
    }
}

fn register(runtime: &ActonRuntime) {
    let registry = runtime.ipc_registry();
    registry.register::<SetValue>("SetValue");
    registry.register::<ValueStored>("ValueStored");
    registry.register::<GetValue>("GetValue");
    registry.register::<ValueResponse>("ValueResponse");
    registry.register::<DeleteValue>("DeleteValue");
    registry.register::<ValueDeleted>("ValueDeleted");
    registry.register::<CompareAndSet>("CompareAndSet");
    registry.register::<CompareAndSetResult>("CompareAndSetResult");
    registry.register::<ListRequest>("ListRequest");
    registry.register::<ListItem>("ListItem");
}

fn check(key: &str) -> Result<(), KvError> {
    if (1..=LONGEST_KEY).contains(&key.len()) { Ok(()) } else { Err(KvError::BadKey { bytes: key.len() }) }
}
