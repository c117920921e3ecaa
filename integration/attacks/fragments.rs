//! Requests that come in pieces.

use std::path::Path;

use acton_wire::FrameType;
use serde_json::Value;

use crate::connection::Connection;
use crate::requests::{add, addition, packed};

/// A request in either format, cut in two at every byte.
pub fn of_requests(socket: &Path) {
    for request in [add("cut", 41), packed(FrameType::Request, &addition("cut", 41))] {
        let mut attacker = Connection::connect(socket);
        // Another client that is served meanwhile shows that the first piece was read alone.
        let mut beside = Connection::connect(socket);
        for at in 1..request.len() {
            attacker.send(&request[..at]);
            assert_eq!(beside.ask(&add("beside", 1)).sum("beside"), Some(2));
            let answer = attacker.ask(&request[at..]);
            assert_eq!(answer.body()["payload"]["sum"], Value::from(42), "cut at {at}");
        }
    }
}
