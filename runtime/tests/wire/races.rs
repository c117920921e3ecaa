//! Many connections on many threads with narrow windows, so that whatever can cross does: nothing is lost,
//! doubled or mixed up. Real clocks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use acton_reactive::ipc::Limits;
use acton_reactive::prelude::*;
use serde::Serializer;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::runtime::Handle;

use crate::house::{Desk, House};
use crate::messages::{Count, Price};
use crate::peer::{
    CREDIT, HEARTBEAT, JSON, MESSAGEPACK, PUSH, Peer, REQUEST, STREAM, SUBSCRIBE, call, frame, framed,
    stream, with,
};

const REQUESTS: u64 = 2_000;
const ITEMS: u32 = 500;

/// Limits so narrow that every connection is unread and full most of the time.
fn narrow() -> Limits {
    Limits { requests_in_flight: 8, bytes_in_flight: 1_000, queued_output: 2_000, ..Limits::default() }
}

/// Pipelines requests while it reads; each is answered once, with its own payload.
async fn pipeline(house: Arc<House>, format: u8) {
    let (mut read, mut write) = connect(&house).await;
    let writing = tokio::spawn(async move {
        for number in 0..REQUESTS {
            let id = number.to_string();
            let request = framed(REQUEST, format, &call(&id, "Text", &json!({"text": id})));
            write.write_all(&request).await.unwrap();
        }
        write
    });
    let mut seen = HashMap::new();
    for _ in 0..REQUESTS {
        let answer = read.next().await;
        assert_eq!(answer.reply()["text"], json!(answer.id()));
        *seen.entry(answer.id()).or_insert(0) += 1;
    }
    assert_eq!((seen.len() as u64, seen.values().max()), (REQUESTS, Some(&1)));
    drop(writing.await.unwrap());
}

/// Streams with little credit beside each other, granted as the items come.
async fn streams(house: Arc<House>) {
    let (mut read, mut write) = connect(&house).await;
    let ids = ["a", "b", "c", "d"];
    for id in ids {
        let asked = with(stream(id, "Count", &json!({"to": ITEMS})), "stream_credit", 2);
        write.write_all(&framed(REQUEST, JSON, &asked)).await.unwrap();
    }
    let mut next: HashMap<String, u64> = HashMap::new();
    let mut ended = 0;
    while ended < ids.len() {
        let item = read.next().await;
        let (id, body) = (item.id(), item.body());
        let expected = next.entry(id.clone()).or_default();
        assert_eq!((item.kind, body["sequence"].as_u64()), (STREAM, Some(*expected)));
        if body["is_final"] == json!(true) {
            assert_eq!((*expected, body.get("error")), (u64::from(ITEMS), None));
            ended += 1;
            continue;
        }
        *expected += 1;
        let grant = framed(CREDIT, JSON, &json!({"correlation_id": id, "items": 1}));
        write.write_all(&grant).await.unwrap();
    }
}

/// Hears prices until the last; their numbers only grow.
async fn subscriber(house: Arc<House>, last: String) {
    let (mut read, mut write) = connect(&house).await;
    let names = framed(SUBSCRIBE, JSON, &json!({"correlation_id": "s", "message_types": ["Price"]}));
    write.write_all(&names).await.unwrap();
    read.next().await;
    let mut before = None;
    loop {
        let push = read.next().await;
        let sequence = push.body()["sequence"].as_u64();
        assert!(push.kind == PUSH && sequence > before);
        before = sequence;
        if push.body()["payload"]["text"] == json!(last) {
            return;
        }
    }
}

async fn connect(
    house: &House,
) -> (Peer<tokio::io::Join<tokio::net::unix::OwnedReadHalf, tokio::io::Sink>>, tokio::net::unix::OwnedWriteHalf)
{
    let path = house.listener.socket_path().unwrap();
    let (read, write) = UnixStream::connect(path).await.unwrap().into_split();
    (Peer::on(tokio::io::join(read, tokio::io::sink())), write)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_load_on_many_threads_nothing_is_lost_doubled_or_mixed_up() {
    let house = Arc::new(House::limited(narrow()).await);
    let mut clients = tokio::task::JoinSet::new();
    for format in [JSON, MESSAGEPACK, JSON, MESSAGEPACK] {
        clients.spawn(pipeline(house.clone(), format));
        clients.spawn(streams(house.clone()));
    }
    let mut listeners = tokio::task::JoinSet::new();
    for _ in 0..4 {
        listeners.spawn(subscriber(house.clone(), "the last".to_owned()));
    }
    let broker = house.runtime.broker();
    let mut ended = 0;
    while ended < 8 {
        broker.broadcast(Price { text: "x".repeat(300) }).await;
        tokio::task::yield_now().await;
        while let Some(client) = clients.try_join_next() {
            client.unwrap();
            ended += 1;
        }
    }
    house.price_until_ended(listeners, "the last").await;
    assert_eq!((house.stats().errors, house.stats().closed_slow, house.stats().closed_protocol), (0, 0, 0));
}

/// The first two of these meet while they are being encoded.
#[acton_message(ipc)]
struct Meeting {
    #[serde(serialize_with = "met")]
    value: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form serde asks for
fn met<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    static MET: AtomicU32 = AtomicU32::new(0);
    static MEETING: Barrier = Barrier::new(2);
    if MET.fetch_add(1, Ordering::Relaxed) < 2 {
        MEETING.wait();
    }
    serializer.serialize_u32(*value)
}

#[tokio::test]
async fn two_senders_never_spend_the_same_credit() {
    let furnish = |desk: &mut ActorBuilder<Desk>| {
        desk.act_on::<Count>(|_, ctx| {
            for value in 0..2 {
                let (reply, executor) = (ctx.reply_envelope(), Handle::current());
                tokio::task::spawn_blocking(move || executor.block_on(reply.send(Meeting { value })));
            }
            Reply::ready()
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let mut peer = house.peer().await;
    peer.request(&with(stream("c", "Count", &json!({"to": 0})), "stream_credit", 1)).await;
    assert_eq!(peer.next().await.kind, STREAM);
    // The other one has been encoded too and would be here soon.
    for _ in 0..100 {
        peer.write(&frame(HEARTBEAT, JSON, b"")).await;
        assert_eq!(peer.next().await.kind, HEARTBEAT);
    }
    peer.send(CREDIT, &json!({"correlation_id": "c", "items": 1})).await;
    assert_eq!(peer.next().await.body()["is_final"], json!(false));
    assert_eq!(peer.next().await.body()["is_final"], json!(true));
}
