//! Messages of every shape, and what each is on the wire.

use acton_reactive::prelude::*;
use serde_json::json;

/// Fields in any number. A type inside a message is one too, and needs nothing else.
#[acton_message(ipc)]
struct Order {
    items: Vec<Item>,
    /// Absent and null both mean none; it is written as null.
    note: Option<String>,
    /// A client of yesterday does not send it yet.
    #[serde(default)]
    urgent: bool,
}

#[acton_message(ipc)]
struct Item {
    product: String,
    price: f64,
}

/// An alternative. Unit variants are strings, others objects with one key.
#[acton_message(ipc)]
enum Delivery {
    PickUp,
    Post { street: String },
}

/// Nothing but its name. It is written as null, and read from null, `[]` or any object.
#[acton_message(ipc)]
struct HealthCheck;

/// Bytes: `bin` in `MessagePack`, a list of numbers in JSON.
#[acton_message(ipc)]
struct Picture {
    pixels: Bytes,
}

/// Without `ipc` it stays inside the process: no other one can send it, and it needs no form on the wire.
#[acton_message]
struct Tick {
    _started: std::time::Instant,
}

fn main() -> Result<(), serde_json::Error> {
    let item = Item { product: "widget".to_owned(), price: 2.5 };
    let order = Order { items: vec![item], note: None, urgent: false };
    println!("Order        {}", serde_json::to_string(&order)?);
    println!("PickUp       {}", serde_json::to_string(&Delivery::PickUp)?);
    let post = Delivery::Post { street: "Main Street 1".to_owned() };
    println!("Post         {}", serde_json::to_string(&post)?);
    println!("HealthCheck  {}", serde_json::to_string(&HealthCheck)?);
    println!("Picture      {}", serde_json::to_string(&Picture { pixels: Bytes::from_static(&[0, 255]) })?);

    // What a client of another version sends is read with the defaults; what it adds is passed over.
    let read: Order = serde_json::from_value(json!({"items": [], "added_later": 1}))?;
    assert!(read.note.is_none() && !read.urgent);
    let _checked: HealthCheck = serde_json::from_value(json!({}))?;
    let _inside = Tick { _started: std::time::Instant::now() };
    Ok(())
}
