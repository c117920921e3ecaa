//! The shop's client: buys until nothing is left, and asks who noticed.

use acton_cookbook::client::{ClientFailure, ClientFlags};
use acton_cookbook::command_line;
use acton_cookbook::console;
use acton_cookbook::order_service::messages::{
    GetOrder, Order, OrderConfirmed, OrderPlaced, PlaceOrder, Restock, ServiceStats, StatsRequest,
    StockLevel, StockRequest,
};
use acton_reactive::client::ClientError;
use acton_reactive::ipc::IpcClient;
use acton_reactive::prelude::*;
use clap::Parser;

#[derive(Parser)]
#[command(
    name = "order_service_client",
    version,
    about = "Orders until the shelf is empty, and prints what the shop says of it"
)]
struct Flags {
    #[command(flatten)]
    client: ClientFlags,
}

#[acton_main]
async fn main() -> Result<(), ClientFailure> {
    let client = command_line::read::<Flags>().client.connect().await?;
    let mut events = client.subscribe(&["OrderPlaced"]).await?;

    let of_widgets = StockRequest { product: "widget".to_owned() };
    let StockLevel { in_stock, .. } = client.call("inventory", "StockRequest", &of_widgets).await?;
    console::print(format_args!("widget: {in_stock} in stock"));

    for key in [Some("first"), Some("first"), None, None, None] {
        match place(&client, "widget", key).await {
            Ok(OrderConfirmed { order_id }) => console::print(format_args!("confirmed {order_id}")),
            Err(error) => console::print(format_args!("{}: {error}", error.code())),
        };
    }
    if let Err(error) = place(&client, "unicorn", None).await {
        console::print(format_args!("{}: {error}", error.code()));
    }

    for _ in 0..3 {
        let event = events.next().await.ok_or(ClientFailure::Ended)?;
        let OrderPlaced { order_id, product, left } = event.decode()?;
        console::print(format_args!("event: {order_id} for a {product}, {left} left"));
    }

    let second = GetOrder { order_id: "order-2".to_owned() };
    let Order { order_id, product } = client.call("order_service", "GetOrder", &second).await?;
    console::print(format_args!("{order_id} is a {product}"));
    let restock = Restock { product: "widget".to_owned(), quantity: 2 };
    let StockLevel { in_stock, .. } = client.call("inventory", "Restock", &restock).await?;
    console::print(format_args!("widget: {in_stock} in stock again"));
    let ServiceStats { orders, errors, .. } = client.call("monitor", "StatsRequest", &StatsRequest).await?;
    console::print(format_args!("{orders} orders, {errors} errors"));
    Ok(())
}

async fn place(client: &IpcClient, product: &str, key: Option<&str>) -> Result<OrderConfirmed, ClientError> {
    let order = PlaceOrder { product: product.to_owned(), idempotency_key: key.map(str::to_owned) };
    client.call("order_service", "PlaceOrder", &order).await
}
