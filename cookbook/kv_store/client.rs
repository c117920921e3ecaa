//! The store's client: keeps, finds, swaps, lists and forgets.

use acton_cookbook::client::{ClientFailure, ClientFlags};
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::kv_store::messages::{
    CompareAndSet, CompareAndSetResult, DeleteValue, GetValue, ListItem, ListRequest, SetValue, ValueDeleted,
    ValueResponse, ValueStored,
};
use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;
use clap::Parser;
use serde_json::{Value, json};

#[derive(Parser)]
#[command(
    name = "kv_store_client",
    version,
    about = "Keeps a few values, finds them again, and forgets them"
)]
struct Flags {
    #[command(flatten)]
    client: ClientFlags,
}

#[acton_main]
async fn main() -> Result<(), ClientFailure> {
    let client = command_line::read::<Flags>().client.connect().await?;

    for (key, value) in [("name", json!("Alice")), ("scores", json!([3, 1, 2])), ("nothing", json!(null))] {
        let set = SetValue { key: key.to_owned(), value };
        let ValueStored { replaced } = client.call("kv_store", "SetValue", &set).await?;
        console::print(format_args!("set {key}: {}", if replaced { "replaced" } else { "new" }));
    }
    for key in ["name", "scores", "nothing", "missing"] {
        let ValueResponse { value, found } = get(&client, key).await?;
        let value = value.unwrap_or(Value::Null);
        console::print(format_args!(
            "get {key}: {}",
            if found { value.to_string() } else { "not there".to_owned() }
        ));
    }
    for expected in ["Bob", "Alice"] {
        let swap =
            CompareAndSet { key: "name".to_owned(), expected: Some(json!(expected)), value: json!("Carol") };
        let CompareAndSetResult { swapped, value } = client.call("kv_store", "CompareAndSet", &swap).await?;
        let value = value.unwrap_or(Value::Null);
        console::print(format_args!(
            "{expected} to Carol: {}, it is {value}",
            if swapped { "swapped" } else { "left alone" }
        ));
    }

    let mut keys =
        client.stream::<ListItem>("kv_store", "ListRequest", &ListRequest { page_size: 2 }).await?;
    while let Some(item) = keys.next().await {
        let ListItem { id, name } = item?;
        console::print(format_args!("key {id}: {name}"));
    }

    for key in ["name", "scores", "nothing", "nothing"] {
        let forget = DeleteValue { key: key.to_owned() };
        let ValueDeleted { existed } = client.call("kv_store", "DeleteValue", &forget).await?;
        console::print(format_args!("delete {key}: {}", if existed { "gone" } else { "was not there" }));
    }

    let unnamed = SetValue { key: String::new(), value: json!(1) };
    if let Err(error) = client.call::<ValueStored>("kv_store", "SetValue", &unnamed).await {
        console::print(format_args!("{}: {error}", error.code()));
    }
    Ok(())
}

async fn get(client: &IpcClient, key: &str) -> Result<ValueResponse, ClientFailure> {
    Ok(client.call("kv_store", "GetValue", &GetValue { key: key.to_owned() }).await?)
}
