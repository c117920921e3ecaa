//! Actors that start and stop, names that are given and taken back, subscriptions and listeners that come and go, all while clients
//! call from other threads: whatever is answered is answered rightly, and what was acknowledged was done. Real clocks.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use acton_reactive::prelude::*;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::task::{JoinSet, yield_now};

use crate::house::House;
use crate::messages::{Note, Price, Text};
use crate::peer::{
    ERROR, Frame, JSON, MESSAGEPACK, PUSH, Peer, REQUEST, SUBSCRIBE, UNSUBSCRIBE, call, framed, post, with,
};

const ROUNDS: u64 = 200;
/// Requests that a client has in flight at once.
const WINDOW: usize = 8;

/// What the clients must know of the house.
#[derive(Clone)]
struct Address {
    socket: PathBuf,
    is_over: Arc<AtomicBool>,
}

impl Address {
    async fn peer(&self) -> Peer<UnixStream> {
        Peer::on(UnixStream::connect(&self.socket).await.unwrap())
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }
}

/// A clerk who answers texts and counts the notes that reach him.
async fn clerk(runtime: &mut ActonRuntime, handled: &Arc<AtomicU64>) -> ActorHandle {
    let mut clerk = runtime.new_actor_with("clerk", || ());
    let handled = handled.clone();
    clerk.try_act_on::<Text>(|_, ctx| Reply::try_ok(ctx.message().clone())).mutate_on::<Note>(move |_, _| {
        handled.fetch_add(1, Ordering::Relaxed);
        Reply::ready()
    });
    clerk.start().await
}

/// Whether this answers; if not it says that the clerk was not there, and that nothing was done.
fn is_answered(frame: &Frame) -> bool {
    let body = frame.body();
    if frame.kind == ERROR {
        assert_eq!((&body["error_code"], &body["executed"]), (&json!("ACTOR_NOT_FOUND"), &json!("no")));
    }
    frame.kind != ERROR
}

/// Calls and posts by turns until all is over, whoever the clerk is; how many were answered, refused and acknowledged.
async fn call_the_clerk(address: Address, format: u8) -> (u64, u64, u64) {
    let mut peer = address.peer().await;
    let (mut answered, mut refused, mut acknowledged) = (0, 0, 0);
    while !address.is_over() {
        let mut burst = Vec::new();
        for number in 0..WINDOW {
            let id = number.to_string();
            let request = match number % 2 {
                0 => call(&id, "Text", &json!({"text": id})),
                _ => post(&id, "Note", &json!({"number": number})),
            };
            burst.extend(framed(REQUEST, format, &with(request, "target", "clerk")));
        }
        peer.write(&burst).await;
        let mut open: Vec<_> = (0..WINDOW).map(|number| number.to_string()).collect();
        for frame in peer.several(WINDOW).await {
            let id = frame.id();
            open.remove(open.iter().position(|other| *other == id).expect("each is answered once"));
            if !is_answered(&frame) {
                refused += 1;
            } else if id.parse::<usize>().unwrap() % 2 == 0 {
                assert_eq!(frame.reply(), json!({"text": id}));
                answered += 1;
            } else {
                acknowledged += 1;
            }
        }
    }
    (answered, refused, acknowledged)
}

/// Calls the desk, which stays: never an error.
async fn call_the_desk(address: Address) {
    let mut peer = address.peer().await;
    while !address.is_over() {
        let answer = peer.ask(&call("1", "Add", &json!({"a": 1, "b": 2}))).await;
        assert_eq!(answer.reply(), json!({"sum": 3}));
    }
}

/// Subscribes and unsubscribes until all is over: pushes come between the two answers only, and each is the next.
async fn subscribe_again_and_again(address: Address) {
    let mut peer = address.peer().await;
    let names = json!({"correlation_id": "s", "message_types": ["Price"]});
    let mut next = 0;
    let mut push = |frame: &Frame| {
        assert_eq!((frame.kind, &frame.body()["sequence"]), (PUSH, &json!(next)));
        next += 1;
    };
    while !address.is_over() {
        let answer = peer.exchange(SUBSCRIBE, &names).await;
        assert_eq!(answer.body()["subscribed_types"], json!(["Price"]), "{}", answer.body());
        push(&peer.next().await);
        peer.send(UNSUBSCRIBE, &names).await;
        loop {
            let frame = peer.next().await;
            if frame.kind != PUSH {
                assert_eq!(frame.body()["subscribed_types"], json!([]), "{}", frame.body());
                break;
            }
            push(&frame);
        }
    }
}

/// Calls whatever listens at the path until all is over: an answer is right, or says that the listener stops. How many were right.
async fn call_where_listeners_come_and_go(address: Address, socket: PathBuf) -> u64 {
    let mut answered = 0;
    while !address.is_over() {
        let Ok(stream) = UnixStream::connect(&socket).await else {
            yield_now().await;
            continue;
        };
        answered += call_to_the_end(stream).await;
    }
    answered
}

/// Calls one at a time until the connection ends.
async fn call_to_the_end(stream: UnixStream) -> u64 {
    let (read, mut write) = stream.into_split();
    let mut peer = Peer::on(tokio::io::join(read, tokio::io::sink()));
    let mut answered = 0;
    let request = framed(REQUEST, JSON, &call("1", "Add", &json!({"a": 1, "b": 2})));
    loop {
        // The listener may have closed.
        let _ = write.write_all(&request).await;
        let Some(frame) = peer.next_or_end().await else { return answered };
        if frame.kind == ERROR {
            let body: Value = frame.body();
            assert_eq!((&body["error_code"], &body["executed"]), (&json!("SHUTTING_DOWN"), &json!("no")));
        } else {
            assert_eq!(frame.reply(), json!({"sum": 3}));
            answered += 1;
        }
    }
}

/// Changes everything that can change, again and again.
async fn change(house: &mut House, other_socket: &Path, handled: &Arc<AtomicU64>) {
    let broker = house.runtime.broker();
    let mut before: Option<ActorHandle> = None;
    for round in 0..ROUNDS {
        let clerk = clerk(&mut house.runtime, handled).await;
        house.runtime.ipc_expose("clerk", clerk.clone());
        let listener = house.runtime.ipc_listener().socket_path(other_socket).start().await.unwrap();
        if let Some(before) = before.take() {
            before.stop().await;
        }
        for _ in 0..5 {
            broker.broadcast(Price { text: round.to_string() }).await;
            tokio::time::sleep(std::time::Duration::from_micros(200)).await;
        }
        match round % 3 {
            0 => clerk.stop().await,
            1 => {
                house.runtime.ipc_hide("clerk");
                clerk.stop().await;
            }
            // He goes on for a while, and another has his name.
            _ => {
                house.runtime.ipc_hide("clerk");
                before = Some(clerk);
            }
        }
        listener.shutdown_gracefully().await;
    }
    if let Some(before) = before {
        before.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_starts_stops_or_is_renamed_under_load_nothing_is_lost_and_nothing_is_wrong() {
    let mut house = House::open().await;
    let directory = tempfile::tempdir().unwrap();
    let other_socket = directory.path().join("other");
    let socket = house.listener.socket_path().unwrap().to_owned();
    let address = Address { socket, is_over: Arc::default() };
    let mut of_the_clerk = JoinSet::new();
    for format in [JSON, MESSAGEPACK, JSON, MESSAGEPACK] {
        of_the_clerk.spawn(call_the_clerk(address.clone(), format));
    }
    let mut steady = JoinSet::new();
    steady.spawn(call_the_desk(address.clone()));
    steady.spawn(subscribe_again_and_again(address.clone()));
    steady.spawn(subscribe_again_and_again(address.clone()));
    let elsewhere = tokio::spawn(call_where_listeners_come_and_go(address.clone(), other_socket.clone()));

    let handled = Arc::default();
    change(&mut house, &other_socket, &handled).await;
    address.is_over.store(true, Ordering::Release);
    // Whoever waits for a push gets one.
    house.price_until_ended(steady, "the last").await;
    let (mut answered, mut refused, mut acknowledged) = (0, 0, 0);
    for (some_answered, some_refused, some_acknowledged) in of_the_clerk.join_all().await {
        answered += some_answered;
        refused += some_refused;
        acknowledged += some_acknowledged;
    }
    assert_eq!(handled.load(Ordering::Relaxed), acknowledged, "what was acknowledged was done");
    assert!(answered > 0 && refused > 0 && elsewhere.await.unwrap() > 0);
}
