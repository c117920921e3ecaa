//! Every order is told of once, also when whoever placed it did not wait.

use std::collections::HashSet;

use acton_wire::FrameType;
use integration::server::Server;
use integration::wire::Wire;

const ORDERS: usize = 20;

fn request(target: &str, message_type: &str, payload: &str) -> String {
    format!(
        r#"{{"correlation_id":"1","target":"{target}","message_type":"{message_type}","payload":{payload},"expects_reply":true}}"#
    )
}

fn order(number: usize) -> String {
    request(
        "order_service",
        "PlaceOrder",
        &format!(r#"{{"product":"widget","idempotency_key":"key-{number}"}}"#),
    )
}

#[test]
fn an_order_whose_caller_left_is_told_of_once_and_its_retry_is_not() {
    let data = tempfile::tempdir().expect("a temporary directory can be made");
    let server = Server::start("order_service", &["--data", &data.path().to_string_lossy()]);
    let mut calls = Wire::connect(server.socket());
    calls.send(FrameType::Request, &request("inventory", "Restock", r#"{"product":"widget","quantity":20}"#));
    assert_eq!(calls.receive()["success"], true);
    let mut events = Wire::connect(server.socket());
    events.send(FrameType::Subscribe, r#"{"correlation_id":"1","message_types":["OrderPlaced"]}"#);
    assert_eq!(events.receive()["success"], true);

    for number in 0..ORDERS {
        // Dropped with the answer still to come.
        Wire::connect(server.socket()).send(FrameType::Request, &order(number));
    }
    let mut placed = HashSet::new();
    for number in 0..ORDERS {
        calls.send(FrameType::Request, &order(number));
        placed.insert(calls.receive()["payload"]["order_id"].to_string());
    }
    assert_eq!(placed.len(), ORDERS);

    // One that comes last shows that nothing else came.
    calls.send(FrameType::Request, &order(ORDERS));
    placed.insert(calls.receive()["payload"]["order_id"].to_string());
    let told: Vec<_> = (0..=ORDERS).map(|_| events.receive()["payload"]["order_id"].to_string()).collect();
    assert_eq!(told.iter().cloned().collect::<HashSet<_>>(), placed);
}
