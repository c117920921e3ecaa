//! What a durable recipe acknowledged is there after `kill -9` in mid-write, and no client hangs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use acton_reactive::ipc::IpcClient;
use integration::dose::dose;
use integration::server::Server;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Clients that write at once, and the acknowledgements after which the server is killed.
const WRITERS: usize = 8;
const ENOUGH: usize = 150;

/// How often it is killed: `just hostile` kills each of the two stores a hundred times.
fn rounds() -> u32 {
    dose(4, 100)
}

async fn connect(server: &Server) -> IpcClient {
    IpcClient::connect(server.socket()).await.expect("the server listens")
}

/// Lets `write` write under numbers of its own until the server is killed; the numbers that were acknowledged, with the
/// answers.
async fn acknowledged<F, Fut>(server: Server, write: F) -> Vec<(usize, Value)>
where
    F: Fn(IpcClient, usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Option<Value>> + Send,
{
    let count = Arc::new(AtomicUsize::new(0));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let client = connect(&server).await;
        let (write, count) = (write.clone(), count.clone());
        writers.spawn(async move {
            let mut mine = Vec::new();
            while let Some(answer) = write(client.clone(), mine.len() * WRITERS + writer).await {
                mine.push((mine.len() * WRITERS + writer, answer));
                count.fetch_add(1, Ordering::Relaxed);
            }
            mine
        });
    }
    while count.load(Ordering::Relaxed) < ENOUGH {
        tokio::task::yield_now().await;
    }
    // SIGKILL, amid what is being written.
    drop(server);
    writers.join_all().await.into_iter().flatten().collect()
}

/// A call that must not be asked again: its answer would say nothing of the first.
async fn once(client: &IpcClient, target: &str, message_type: &str, message: &Value) -> Option<Value> {
    client.call(target, message_type, message).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_every_value_it_acknowledged() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let data = ["--data", directory.path().to_str().expect("temporary directories have plain names")];
    let (mut in_all, mut slowest) = (0, Duration::ZERO);
    for round in 0..rounds() {
        let set = move |client: IpcClient, number: usize| async move {
            let message = json!({"key": format!("{round}-{number}"), "value": number});
            once(&client, "kv_store", "SetValue", &message).await
        };
        let kept = acknowledged(Server::start("kv_store", &data), set).await;
        assert!(kept.len() >= ENOUGH);

        let begun = Instant::now();
        let again = Server::start("kv_store", &data);
        slowest = slowest.max(begun.elapsed());
        let client = connect(&again).await;
        in_all += kept.len();
        for (number, _) in kept {
            let get = json!({"key": format!("{round}-{number}")});
            let found = once(&client, "kv_store", "GetValue", &get).await.expect("a read is answered");
            assert_eq!(found, json!({"value": number, "found": true}), "{get} was acknowledged");
        }
    }
    println!(
        "kv_store: {} kills, {in_all} writes acknowledged, 0 lost; slowest restart {slowest:?}",
        rounds()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shop_keeps_every_order_it_confirmed_and_sells_no_piece_twice() {
    const PIECES: u64 = 100_000;
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let data = ["--data", directory.path().to_str().expect("temporary directories have plain names")];
    let first = Server::start("order_service", &data);
    let client = connect(&first).await;
    let restock = json!({"product": "part", "quantity": PIECES});
    once(&client, "inventory", "Restock", &restock).await.expect("pieces can be brought");
    drop(first);

    let (mut in_all, mut slowest) = (0, Duration::ZERO);
    for round in 0..rounds() {
        let order =
            move |number: usize| json!({"product": "part", "idempotency_key": format!("{round}-{number}")});
        let place = move |client: IpcClient, number: usize| async move {
            once(&client, "order_service", "PlaceOrder", &order(number)).await
        };
        let confirmed = acknowledged(Server::start("order_service", &data), place).await;
        assert!(confirmed.len() >= ENOUGH);

        let begun = Instant::now();
        let again = Server::start("order_service", &data);
        slowest = slowest.max(begun.elapsed());
        let client = connect(&again).await;
        in_all += confirmed.len();
        for (number, confirmation) in confirmed {
            let found = once(&client, "order_service", "PlaceOrder", &order(number)).await;
            assert_eq!(found, Some(confirmation), "order {round}-{number} was confirmed");
        }
        let stock = once(&client, "inventory", "StockRequest", &json!({"product": "part"})).await;
        let stats = once(&client, "monitor", "StatsRequest", &Value::Null).await;
        let (stock, stats) = (stock.expect("it is answered"), stats.expect("it is answered"));
        let (left, sold) = (stock["in_stock"].as_u64().unwrap(), stats["orders"].as_u64().unwrap());
        assert_eq!(left + sold, PIECES, "every piece is on the shelf or in one order");
    }
    println!(
        "order_service: {} kills, {in_all} orders confirmed, 0 lost; slowest restart {slowest:?}",
        rounds()
    );
}
