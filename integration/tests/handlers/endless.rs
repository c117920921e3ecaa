//! Handlers that never end by themselves.

use std::time::Instant;

use acton_wire::Format;
use integration::connection::Connection;
use integration::dose::dose;
use integration::requests::{call, cancel, request, stream};
use serde_json::json;

use crate::broken::{ask, send, start};

/// How many handlers run, as the actor itself knows.
fn running(client: &mut Connection) -> u64 {
    let answer = ask(client, &call("n", "tireless", "Count", &json!(null)));
    answer.body()["payload"]["handlers"].as_u64().expect("a number of handlers")
}

#[test]
fn handlers_that_never_end_run_for_nobody_who_has_cancelled_or_gone() {
    let server = start();
    let mut observer = Connection::connect(server.socket());
    for _ in 0..dose(3, 100) {
        let mut clients = Connection::connect_all(server.socket(), 10);
        for client in &mut clients {
            let recite = stream("s", "tireless", "Recite", &json!(null));
            client.send(&request(Format::MessagePack, &recite));
            for id in ["t1", "t2"] {
                send(client, &call(id, "tireless", "Think", &json!(null)));
            }
            assert_eq!(client.receive().expect("an item").body()["sequence"], 0);
        }
        while running(&mut observer) < 30 {}
        let left = Instant::now();
        for client in &mut clients {
            client.send(&cancel("t1"));
        }
        while running(&mut observer) > 20 {}
        drop(clients);
        while running(&mut observer) > 0 {}
        println!("ten clients with three endless handlers each were forgotten {:.1?} after", left.elapsed());
    }
    assert!(server.stop().status.success());
}

#[test]
fn a_server_that_is_told_to_stop_cuts_handlers_that_never_end_and_tells_who_waits() {
    let server = start();
    let mut client = Connection::connect(server.socket());
    send(&mut client, &call("t", "tireless", "Think", &json!(null)));
    while running(&mut client) == 0 {}
    let told = Instant::now();
    let ended = server.stop();
    println!("ended {:.1?} after it was told to", told.elapsed());
    assert!(ended.status.success(), "{}", ended.stderr);
    let answers = client.receive_all();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].body()["correlation_id"], "t");
    assert!(answers[0].code().is_some(), "{answers:?}");
}
