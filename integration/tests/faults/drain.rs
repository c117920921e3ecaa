//! SIGTERM under load.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use acton_wire::FrameType;
use integration::connection::Connection;
use integration::dose::dose;
use integration::requests::{add, counting, framed};
use integration::server::Server;
use rustix::process::Signal;

const CLIENTS: u32 = 8;
/// Requests that a client has in flight at once.
const WINDOW: usize = 16;
/// Answers after which the server is told to stop.
const ENOUGH: u32 = 200;

/// What became of one client's requests.
#[derive(Clone, Copy, Debug, Default)]
struct Fates {
    answered: u32,
    refused: u32,
    /// Sent when the server had closed already.
    unread: usize,
}

/// Calls until the server has closed.
fn call_until_closed(mut client: Connection, answered: &AtomicU32) -> Fates {
    let mut fates = Fates::default();
    let mut waiting = BTreeSet::new();
    let (mut sent, mut latest) = (0, 0);
    loop {
        while waiting.len() < WINDOW {
            client.throw(&add(&sent.to_string(), sent));
            waiting.insert(sent);
            sent += 1;
        }
        let Some(answer) = client.receive() else { break };
        let body = answer.body();
        let id = body["correlation_id"].as_str().expect("an answer has an id");
        let number: u32 = id.parse().expect("the ids are numbers");
        assert!(waiting.remove(&number), "{number} is answered once");
        latest = latest.max(number);
        if answer.sum(id) == Some(i64::from(number) + 1) {
            fates.answered += 1;
            answered.fetch_add(1, Ordering::Relaxed);
        } else {
            assert_eq!((&body["error_code"], &body["executed"]), (&"SHUTTING_DOWN".into(), &"no".into()));
            fates.refused += 1;
        }
    }
    // A server takes requests in their order: what it passed over it took, and lost.
    assert!(waiting.iter().all(|number| *number > latest), "{waiting:?} have no answer, and {latest} has");
    fates.unread = waiting.len();
    fates
}

#[test]
fn a_server_told_to_stop_under_load_answers_all_it_took_and_leaves_nothing() {
    let (rounds, mut answered_in_all, mut refused, mut slowest) = (dose(5, 100), 0, 0, Duration::ZERO);
    for _ in 0..rounds {
        let mut server = Server::start("calculator", &[]);
        let answered = AtomicU32::new(0);
        let clients = Connection::connect_all(server.socket(), CLIENTS);
        let (fates, took) = thread::scope(|scope| {
            let clients: Vec<_> = clients
                .into_iter()
                .map(|client| scope.spawn(|| call_until_closed(client, &answered)))
                .collect();
            while answered.load(Ordering::Relaxed) < ENOUGH {
                thread::yield_now();
            }
            server.signal(Signal::TERM);
            let told = Instant::now();
            let ended = server.wait();
            let took = told.elapsed();
            assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
            let fates: Vec<Fates> = clients
                .into_iter()
                .map(|client| client.join().expect("a client saw no wrong answer"))
                .collect();
            (fates, took)
        });
        let left = std::fs::read_dir(server.socket().parent().expect("it is in a directory")).unwrap();
        assert_eq!(left.count(), 0, "neither socket nor lock is left");
        slowest = slowest.max(took);
        for fate in fates {
            answered_in_all += fate.answered;
            refused += fate.refused;
            assert!(fate.unread <= WINDOW);
        }
    }
    println!(
        "drain: {rounds} SIGTERM under {CLIENTS} clients: {answered_in_all} answered, {refused} refused by name, \
         0 accepted lost, slowest end {slowest:?}"
    );
}

#[test]
fn what_was_sent_before_a_server_is_told_to_stop_is_answered_in_full() {
    for _ in 0..dose(5, 100) {
        let mut server = Server::start("countdown", &[]);
        let mut client = Connection::connect(server.socket());
        // It runs when its first number is here.
        let first = client.ask(&framed(FrameType::Request, &counting("stream", 1_000)));
        assert_eq!(first.kind, FrameType::Stream);
        server.signal(Signal::TERM);
        let rest = client.receive_all();
        let last = rest.last().expect("a stream has an end").body();
        assert_eq!((rest.len(), &last["is_final"]), (1_000, &true.into()), "{last}");
        assert!(last.get("error_code").is_none(), "{last}");
        assert_eq!(server.wait().status.code(), Some(0));
    }
}

#[test]
fn a_second_sigterm_ends_a_server_at_once() {
    let mut server = Server::start("countdown", &[]);
    let mut client = Connection::connect(server.socket());
    let hold = serde_json::json!({"correlation_id": "held", "target": "countdown", "message_type": "CountdownRequest",
        "payload": {"from": 3, "delay_ms": 60_000}, "expects_stream": true});
    client.send(&framed(FrameType::Request, &hold));
    assert_eq!(client.receive().expect("the first number comes at once").kind, FrameType::Stream);
    server.signal(Signal::TERM);
    // The refusal shows that the first was taken in; until then a second would merge with it.
    let refused = loop {
        let answer = client.ask(&framed(FrameType::Request, &counting("late", 1)));
        if answer.code().is_some() {
            break answer;
        }
        while client.receive().is_some_and(|frame| frame.body()["is_final"] != true) {}
    };
    assert_eq!(refused.code().as_deref(), Some("SHUTTING_DOWN"));
    server.signal(Signal::TERM);
    assert_eq!(server.wait().status.code(), Some(128 + 15), "it says what ended it");
}
