//! A server that is stood still under load and goes on.

use acton_wire::FrameType;
use integration::connection::Connection;
use integration::dose::dose;
use integration::requests::{add, addition, framed};
use integration::server::Server;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
use std::time::Duration;

/// Stands it still, and returns once it does.
fn stop(server: &Server) {
    server.signal(Signal::STOP);
    let id = i32::try_from(server.id()).ok().and_then(Pid::from_raw).expect("processes have such numbers");
    waitid(WaitId::Pid(id), WaitIdOptions::STOPPED).expect("it is a child of ours");
}

#[test]
fn a_server_that_stood_still_answers_everything_once_and_no_old_answer_meets_a_reused_id() {
    const CLIENTS: u32 = 8;
    const TOGETHER: u32 = 100;
    let server = Server::start("calculator", &[]);
    let mut clients = Connection::connect_all(server.socket(), CLIENTS);
    let pauses = dose(20, 500);
    for pause in 0..pauses {
        for client in &mut clients {
            client.send(&add("before", pause));
        }
        stop(&server);
        for client in &mut clients {
            for number in 0..TOGETHER {
                client.send(&add("reused", pause + number));
            }
        }
        server.signal(Signal::CONT);
        for client in &mut clients {
            let before = client.receive().expect("an answer");
            assert_eq!(before.sum("before"), Some(i64::from(pause) + 1), "{before:?}");
            for number in 0..TOGETHER {
                let answer = client.receive().expect("an answer");
                assert_eq!(answer.sum("reused"), Some(i64::from(pause + number) + 1), "{answer:?}");
            }
        }
    }
    println!(
        "pause: {pauses} pauses of {CLIENTS} clients with {TOGETHER} requests each: 0 timeouts, 0 wrong"
    );
}

#[test]
fn a_request_that_came_while_a_server_stood_still_has_its_whole_time_and_its_id_one_answer() {
    let server = Server::start("calculator", &[]);
    let mut client = Connection::connect(server.socket());
    let deadline = 1_000;
    for number in 0..dose(1, 20) {
        let mut request = addition("again", number);
        request["response_timeout_ms"] = deadline.into();
        stop(&server);
        client.send(&framed(FrameType::Request, &request));
        // Nothing comes from one that stands still; meanwhile the time of the request passes.
        assert!(!client.is_answered_within(Duration::from_millis(deadline + 100)));
        server.signal(Signal::CONT);
        let answer = client.receive().expect("an answer");
        assert_eq!(
            answer.sum("again"),
            Some(i64::from(number) + 1),
            "its time begins when it is read: {answer:?}"
        );
        let reused = client.ask(&add("again", number + 1_000));
        assert_eq!(reused.sum("again"), Some(i64::from(number) + 1_001), "{reused:?}");
    }
}
