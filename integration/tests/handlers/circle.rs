//! Two actors that ask each other.

use integration::connection::Connection;
use integration::requests::{call, within};
use serde_json::json;

use crate::broken::{ask, assert_refused, start};

#[test]
fn two_actors_that_ask_each_other_are_free_at_the_first_deadline_which_names_the_circle() {
    let server = start();
    let mut client = Connection::connect(server.socket());
    for (first, second) in [("ping", "pong"), ("pong", "ping")] {
        let meet = within(call("m", first, "Meet", &json!(null)), 1_000);
        let answer = ask(&mut client, &meet);
        assert_refused(&answer, "m", "TIMEOUT", "maybe");
        let error = answer.body()["error"].as_str().expect("a sentence").to_owned();
        assert!(error.contains(&format!("{first} → {second} → {first}")), "{error}");
        for actor in [first, second] {
            let health = ask(&mut client, &call("h", actor, "HealthCheck", &json!(null)));
            assert_eq!(health.body()["payload"]["status"], "ok", "{health:?}");
        }
    }
    assert!(server.stop().status.success());
}
