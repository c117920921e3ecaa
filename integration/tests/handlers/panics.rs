//! R19: handlers that panic.

use std::collections::HashSet;

use acton_wire::Format;
use integration::connection::Connection;
use integration::dose::dose;
use integration::requests::{call, request};
use integration::witness::Witness;
use serde_json::{Value, json};

use crate::broken::{FORMATS, ask, assert_refused, start};

/// Requests in flight at once.
const WINDOW: u32 = 100;
const PLACES: [&str; 3] = ["Closure", "FirstPoll", "LaterPoll"];

fn work(target: &str, number: u32, panics: Option<&str>) -> Value {
    call(&number.to_string(), target, "Work", &json!({"number": number, "panics": panics}))
}

/// Where the handler of this request panics: that of one in ten does.
fn place(number: u32) -> Option<&'static str> {
    (number % 10 == 3).then(|| PLACES[(number / 10 % 3) as usize])
}

/// Sends the requests from `first` on, each tenth of which panics; how many were told so.
fn ask_many(client: &mut Connection, format: Format, first: u32) -> u32 {
    let numbers = first..first + WINDOW;
    let frames = numbers.clone().map(|number| request(format, &work("fragile", number, place(number))));
    client.send(&frames.collect::<Vec<_>>().concat());
    let mut waiting: HashSet<_> = numbers.collect();
    let mut panicked = 0;
    while !waiting.is_empty() {
        let answer = client.receive().expect("every request is answered");
        let id = answer.body()["correlation_id"].as_str().expect("an answer has an id").to_owned();
        let number: u32 = id.parse().expect("the ids are numbers");
        assert!(waiting.remove(&number), "{number} is answered once");
        if place(number).is_some() {
            assert_refused(&answer, &id, "HANDLER_PANICKED", "maybe");
            panicked += 1;
        } else {
            assert_eq!(answer.body()["payload"]["number"], number, "{answer:?}");
        }
    }
    panicked
}

#[test]
fn one_request_in_ten_panics_and_is_told_so_and_no_other_notices() {
    let (server, count) = (start(), dose(2_000, 100_000));
    let witness = Witness::of(server.socket());
    let mut client = Connection::connect(server.socket());
    let windows = (0..count).step_by(WINDOW as usize).zip(FORMATS.into_iter().cycle());
    let panicked: u32 = windows.map(|(first, format)| ask_many(&mut client, format, first)).sum();
    assert_eq!(panicked, count / 10);
    let calls = witness.testify();
    println!("{count} requests, {panicked} of which panicked; {} calls beside them: {calls}", calls.count());
    assert!(server.stop().status.success());
}

#[test]
fn an_actor_that_panics_more_often_than_it_may_is_refused_by_name_and_the_others_are_not() {
    let server = start();
    let mut client = Connection::connect(server.socket());
    for (number, place) in (0..).zip([PLACES[0], PLACES[1], PLACES[2], PLACES[0]]) {
        let before = ask(&mut client, &work("budgeted", 100 + number, None));
        assert_eq!(before.body()["payload"]["number"], 100 + number, "{before:?}");
        let panicked = ask(&mut client, &work("budgeted", number, Some(place)));
        assert_refused(&panicked, &number.to_string(), "HANDLER_PANICKED", "maybe");
    }
    // It stops once the panic has been told.
    let refused = loop {
        let answer = ask(&mut client, &work("budgeted", 200, None));
        if answer.code().is_some() {
            break answer;
        }
    };
    assert_refused(&refused, "200", "ACTOR_NOT_FOUND", "no");
    assert_eq!(ask(&mut client, &work("fragile", 1, None)).body()["payload"]["number"], 1);
    assert!(server.stop().status.success());
}
