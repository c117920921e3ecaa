//! The fence around system calls and encoding: what is ready leaves in one write, and a broadcast is encoded
//! once a format however many subscribe.
#![cfg(feature = "ipc-messagepack")]

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use acton_reactive::prelude::*;
use acton_reactive::transport::acceptor::Acceptor;
use acton_reactive::transport::link::Link;
use acton_reactive::transport::memory::{self, MemoryAcceptor, MemoryConnector};
use acton_reactive::transport::unix::PeerCred;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

const REQUEST: u8 = 1;
const PUSH: u8 = 5;
const SUBSCRIBE: u8 = 6;
const STREAM: u8 = 9;

/// What a connection's writes came to.
#[derive(Clone, Default)]
struct Writes {
    made: Arc<AtomicUsize>,
    /// The peer took nothing.
    refused: Arc<AtomicUsize>,
}

/// A link that counts its writes.
struct Counted<L> {
    link: L,
    writes: Writes,
}

impl<L: AsyncRead + Unpin> AsyncRead for Counted<L> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().link).poll_read(cx, buf)
    }
}

impl<L: AsyncWrite + Unpin> Counted<L> {
    fn counted(
        self: Pin<&mut Self>,
        write: impl FnOnce(Pin<&mut L>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = write(Pin::new(&mut this.link));
        let Writes { made, refused } = &this.writes;
        let count = if written.is_ready() { made } else { refused };
        count.fetch_add(1, Ordering::Relaxed);
        written
    }
}

impl<L: AsyncWrite + Unpin> AsyncWrite for Counted<L> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.counted(|link| link.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.counted(|link| link.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.link.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().link).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().link).poll_shutdown(cx)
    }
}

impl<L: Link> Link for Counted<L> {
    fn is_hung_up(&self) -> bool {
        self.link.is_hung_up()
    }

    fn shut_read(&self) -> bool {
        self.link.shut_read()
    }
}

struct Counting {
    acceptor: MemoryAcceptor,
    writes: Writes,
}

impl Acceptor for Counting {
    type Link = Counted<DuplexStream>;

    async fn accept(&self) -> io::Result<(Self::Link, PeerCred)> {
        let (link, caller) = self.acceptor.accept().await?;
        Ok((Counted { link, writes: self.writes.clone() }, caller))
    }
}

#[acton_message(ipc)]
struct Echo {
    number: u32,
}

/// Answered with a stream of this many.
#[acton_message(ipc)]
struct Count {
    to: u32,
}

static ENCODED: AtomicUsize = AtomicUsize::new(0);

/// Broadcast as an echo, then answered with one.
#[acton_message(ipc)]
struct Announce {
    number: u32,
}

/// Counts how often it is encoded.
#[acton_message(ipc)]
struct Bulletin {
    #[serde(serialize_with = "counted", default)]
    number: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form serde asks for
fn counted<S: Serializer>(number: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    ENCODED.fetch_add(1, Ordering::Relaxed);
    number.serialize(serializer)
}

#[acton_actor]
struct Station;

struct House {
    runtime: ActonRuntime,
    connector: MemoryConnector,
    writes: Writes,
}

impl House {
    async fn open() -> Self {
        let mut runtime = ActonApp::launch();
        runtime.ipc_registry().register::<Echo>("Echo");
        runtime.ipc_registry().register::<Count>("Count");
        runtime.ipc_registry().register::<Announce>("Announce");
        let broker = runtime.broker();
        runtime.ipc_registry().register::<Bulletin>("Bulletin");
        let mut station = runtime.new_actor::<Station>();
        station
            .try_mutate_on::<Echo>(|_, ctx| Reply::try_ok(ctx.message().clone()))
            .try_mutate_on::<Announce>(move |_, ctx| {
                let (broker, number) = (broker.clone(), ctx.message().number);
                Reply::try_pending(async move {
                    broker.broadcast(Echo { number }).await;
                    Ok::<_, std::fmt::Error>(Echo { number })
                })
            })
            .act_on::<Count>(|_, ctx| {
                let (reply, to) = (ctx.reply_envelope(), ctx.message().to);
                Reply::pending(async move {
                    for number in 0..to {
                        reply.send(Echo { number }).await;
                    }
                })
            });
        let station = station.start().await;
        runtime.ipc_expose("station", station);
        let (acceptor, connector) = memory::channel();
        let writes = Writes::default();
        let counting = Counting { acceptor, writes: writes.clone() };
        runtime.ipc_listener().start_on(counting).await.unwrap();
        Self { runtime, connector, writes }
    }

    fn writes(&self) -> usize {
        self.writes.made.swap(0, Ordering::Relaxed)
    }

    async fn subscriber(&self, format: u8) -> DuplexStream {
        let mut stream = self.connector.connect().await.unwrap();
        let names = json!({"correlation_id": "s", "message_types": ["Bulletin", "Echo"]});
        stream.write_all(&framed(SUBSCRIBE, format, &names)).await.unwrap();
        frame(&mut stream).await;
        stream
    }
}

fn framed(kind: u8, format: u8, value: &Value) -> Vec<u8> {
    let payload = match format {
        1 => value.to_string().into_bytes(),
        _ => rmp_serde::to_vec_named(value).unwrap(),
    };
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend([2, kind, format]);
    bytes.extend(payload);
    bytes
}

fn request(message_type: &str, payload: &Value) -> Vec<u8> {
    request_to("station", message_type, payload)
}

fn request_to(target: &str, message_type: &str, payload: &Value) -> Vec<u8> {
    let envelope = json!({"correlation_id": "1", "target": target, "message_type": message_type,
                          "payload": payload, "expects_reply": true, "expects_stream": message_type == "Count"});
    framed(REQUEST, 1, &envelope)
}

/// The type and the payload of the next frame.
async fn frame(stream: &mut DuplexStream) -> (u8, Vec<u8>) {
    let mut header = [0; 7];
    stream.read_exact(&mut header).await.unwrap();
    let mut payload = vec![0; u32::from_be_bytes(header[..4].try_into().unwrap()) as usize];
    stream.read_exact(&mut payload).await.unwrap();
    (header[5], payload)
}

#[tokio::test(start_paused = true)]
async fn requests_sent_in_one_write_are_answered_in_at_most_three() {
    let house = House::open().await;
    let mut stream = house.connector.connect().await.unwrap();
    stream.write_all(&request("Echo", &json!({"number": 7})).repeat(64)).await.unwrap();
    for _ in 0..64 {
        frame(&mut stream).await;
    }
    let writes = house.writes();
    assert!((1..=3).contains(&writes), "{writes}");
}

#[tokio::test(start_paused = true)]
async fn requests_to_many_actors_are_answered_in_few_writes() {
    let mut house = House::open().await;
    let mut requests = Vec::new();
    for number in 0..64 {
        let name = format!("echo {number}");
        let mut echo = house.runtime.new_actor_with_name::<Station>(name.clone());
        echo.try_mutate_on::<Echo>(|_, ctx| Reply::try_ok(ctx.message().clone()));
        let echo = echo.start().await;
        house.runtime.ipc_expose(&name, echo);
        requests.extend(request_to(&name, "Echo", &json!({"number": number})));
    }
    let mut stream = house.connector.connect().await.unwrap();
    stream.write_all(&requests).await.unwrap();
    for _ in 0..64 {
        frame(&mut stream).await;
    }
    let writes = house.writes();
    assert!((1..=8).contains(&writes), "{writes}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_items_leave_in_few_writes() {
    let house = House::open().await;
    let mut stream = house.connector.connect().await.unwrap();
    stream.write_all(&request("Count", &json!({"to": 1_000}))).await.unwrap();
    for _ in 0..1_000 {
        assert_eq!(frame(&mut stream).await.0, STREAM);
    }
    let last: Value = serde_json::from_slice(&frame(&mut stream).await.1).unwrap();
    assert_eq!((&last["sequence"], &last["is_final"]), (&json!(1_000), &json!(true)));
    let writes = house.writes();
    assert!((1..=20).contains(&writes), "{writes}");
}

#[tokio::test(start_paused = true)]
async fn a_broadcast_is_encoded_once_a_format_and_a_burst_leaves_in_few_writes() {
    let house = House::open().await;
    let mut subscribers = Vec::new();
    for _ in 0..8 {
        subscribers.push(house.subscriber(1).await);
    }
    house.writes();
    house.runtime.broker().broadcast(Bulletin { number: 0 }).await;
    for stream in &mut subscribers {
        assert_eq!(frame(stream).await.0, PUSH);
    }
    assert_eq!((ENCODED.swap(0, Ordering::Relaxed), house.writes()), (1, 8));

    for _ in 0..8 {
        subscribers.push(house.subscriber(2).await);
    }
    house.writes();
    for number in 1..=100 {
        house.runtime.broker().broadcast(Bulletin { number }).await;
    }
    for stream in &mut subscribers {
        for _ in 0..100 {
            assert_eq!(frame(stream).await.0, PUSH);
        }
    }
    assert_eq!(ENCODED.load(Ordering::Relaxed), 2 * 100);
    let writes = house.writes();
    assert!((16..=4 * 16).contains(&writes), "{writes}");
}

#[tokio::test(start_paused = true)]
async fn pushes_between_replies_leave_in_the_same_writes() {
    let house = House::open().await;
    let mut stream = house.subscriber(1).await;
    house.writes();
    stream.write_all(&request("Announce", &json!({"number": 7})).repeat(32)).await.unwrap();
    for _ in 0..2 * 32 {
        frame(&mut stream).await;
    }
    let writes = house.writes();
    assert!((1..=2).contains(&writes), "{writes}");
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_nothing_is_left_alone_however_much_is_broadcast() {
    let house = House::open().await;
    let _asleep = house.subscriber(1).await;
    let broadcast = |numbers: std::ops::Range<u32>| {
        let broker = house.runtime.broker();
        async move {
            for number in numbers {
                broker.broadcast(Echo { number }).await;
                tokio::task::yield_now().await;
            }
        }
    };
    broadcast(0..2_000).await;
    assert!(house.writes.refused.swap(0, Ordering::Relaxed) > 0, "its socket is full");
    house.writes();
    broadcast(2_000..3_000).await;
    assert_eq!((house.writes(), house.writes.refused.load(Ordering::Relaxed)), (0, 0));
}
