//! The event loops that run the sessions of a listener, seen from outside.

use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use acton_reactive::ipc::{AccessPolicy, IpcListener};
use acton_reactive::prelude::*;
use acton_reactive::transport::acceptor::Acceptor;
use acton_reactive::transport::link::Link;
use acton_reactive::transport::memory::{self, MemoryAcceptor, MemoryConnector};
use acton_reactive::transport::unix::PeerCred;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout};

use crate::house::{Desk, House};
use crate::messages::{Silent, Sum};
use crate::peer::{ERROR, HEARTBEAT, Peer, call, with};

/// More than one loop runs before others get the thread, where there are few cores.
const CROWD: usize = 100;

/// A connection that panics once a byte comes which no frame begins with; or then, and again when it is dropped.
struct Brittle {
    stream: DuplexStream,
    is_shattered: bool,
}

const LAST_STRAW: u8 = 0xff;
const SHATTERS: u8 = 0xfe;

impl Drop for Brittle {
    fn drop(&mut self) {
        assert!(!self.is_shattered, "on purpose");
    }
}

impl Link for Brittle {
    fn is_hung_up(&self) -> bool {
        false
    }

    fn shut_read(&self) -> bool {
        false
    }
}

impl AsyncRead for Brittle {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let first = buffer.filled().first();
        self.is_shattered = first == Some(&SHATTERS);
        assert!(!self.is_shattered && first != Some(&LAST_STRAW), "on purpose");
        polled
    }
}

impl AsyncWrite for Brittle {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

struct Brittles(MemoryAcceptor);

impl Acceptor for Brittles {
    type Link = Brittle;

    async fn accept(&self) -> io::Result<(Brittle, PeerCred)> {
        let (link, caller) = self.0.accept().await?;
        Ok((Brittle { stream: link, is_shattered: false }, caller))
    }
}

async fn brittle(house: &House) -> (IpcListener, MemoryConnector) {
    let (acceptor, connector) = memory::channel();
    let listener = house.runtime.ipc_listener().start_on(Brittles(acceptor)).await.unwrap();
    (listener, connector)
}

fn add(id: &str) -> serde_json::Value {
    call(id, "Add", &json!({"a": 20, "b": 22}))
}

#[tokio::test(start_paused = true)]
async fn a_session_that_panics_ends_its_connection_and_no_other() {
    for fault in [LAST_STRAW, SHATTERS] {
        let house = House::open().await;
        let (listener, connector) = brittle(&house).await;
        let mut peers = Vec::new();
        // As many as put several into each loop.
        for _ in 0..16 {
            peers.push(Peer::on(connector.connect().await.unwrap()));
        }
        peers[3].write(&[fault]).await;
        assert!(peers.remove(3).rest().await.is_empty());
        for peer in &mut peers {
            assert_eq!(peer.ask(&add("next")).await.reply(), json!({"sum": 42}));
        }
        assert_eq!(listener.stats().active_connections, 15);
    }
}

#[tokio::test(start_paused = true)]
async fn a_crowd_that_calls_at_once_is_answered_one_and_all() {
    let house = House::open().await;
    let mut peers = Vec::new();
    for _ in 0..CROWD {
        peers.push(house.peer().await);
    }
    for round in 0..3 {
        for peer in &mut peers {
            peer.request(&add(&format!("{round}"))).await;
        }
        for peer in &mut peers {
            assert_eq!(peer.next().await.reply(), json!({"sum": 42}));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_loop_whose_last_session_ended_runs_again_for_the_next() {
    let house = House::open().await;
    for _ in 0..10 {
        let mut peer = house.peer().await;
        assert_eq!(peer.ask(&add("only")).await.reply(), json!({"sum": 42}));
        peer.half_close().await;
        assert!(peer.rest().await.is_empty());
        assert_eq!(house.stats().active_connections, 0);
    }
}

#[test]
fn connections_leave_the_books_with_the_executor_that_ran_them() {
    let executor = Builder::new_current_thread().enable_all().build().unwrap();
    let house = executor.block_on(House::open());
    let peers = executor.block_on(async {
        let mut peers = Vec::new();
        for _ in 0..8 {
            let mut peer = house.peer().await;
            peer.ask(&add("first")).await.reply();
            peers.push(peer);
        }
        peers
    });
    let listener = house.listener.clone();
    assert_eq!(listener.stats().active_connections, 8);
    drop(peers);
    drop(executor);
    assert_eq!(listener.stats().active_connections, 0);
}

/// Lets everybody in, and is there for as long as its listener.
struct Kept(#[expect(dead_code, reason = "that it is dropped is what is looked at")] Arc<()>);

impl AccessPolicy for Kept {}

#[test]
fn nothing_of_a_listener_is_left_once_its_executor_and_its_users_are_gone() {
    let executor = Builder::new_current_thread().enable_all().build().unwrap();
    let mark = Arc::new(());
    let kept = Arc::downgrade(&mark);
    let (house, peers) = executor.block_on(async {
        let house = House::configured(|builder| builder.access(Kept(mark))).await;
        let mut peers = Vec::new();
        for _ in 0..4 {
            let mut peer = house.peer().await;
            peer.ask(&add("first")).await.reply();
            peers.push(peer);
        }
        // They are ready, and their loops do not come to them any more.
        let stops = pin!(house.listener.shutdown()).poll(&mut Context::from_waker(Waker::noop()));
        assert!(stops.is_pending());
        (house, peers)
    });
    drop(executor);
    drop((house, peers));
    assert!(kept.upgrade().is_none());
}

/// Threads that are blocked until this is released.
struct Blocked {
    release: mpsc::Sender<()>,
    end: UnboundedReceiver<bool>,
}

impl Blocked {
    /// And what blocks the thread that calls it.
    fn new() -> (Self, impl Fn() + Clone + Send + Sync) {
        let (release, released) = mpsc::channel::<()>();
        let (ended, end) = unbounded_channel();
        let released = Arc::new(Mutex::new(released));
        let block = move || {
            // A bound for what hangs, and no measure of anything.
            let how = released.lock().unwrap().recv_timeout(Duration::from_secs(20));
            ended.send(how == Err(mpsc::RecvTimeoutError::Disconnected)).unwrap();
        };
        (Self { release, end }, block)
    }

    async fn release(mut self) {
        drop(self.release);
        assert!(self.end.recv().await.unwrap(), "the thread was blocked until it was released");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_answers_and_then_blocks_its_thread_holds_up_no_other_connection() {
    let (blocked, block) = Blocked::new();
    let furnish = |desk: &mut ActorBuilder<Desk>| {
        desk.act_on::<Silent>(move |_, ctx| {
            let (reply, block) = (ctx.reply_envelope(), block.clone());
            tokio::spawn(async move {
                reply.send(Sum { sum: 1 }).await;
                block();
            });
            Reply::ready()
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let (mut first, mut second) = (house.peer().await, house.peer().await);
    assert_eq!(second.ask(&add("before")).await.reply(), json!({"sum": 42}));
    assert_eq!(first.ask(&call("blocks", "Silent", &json!({}))).await.reply(), json!({"sum": 1}));
    for round in 0..3 {
        assert_eq!(second.ask(&add(&round.to_string())).await.reply(), json!({"sum": 42}));
    }
    blocked.release().await;
    // Whoever took over goes on, also once the thread is free again.
    for peer in [&mut first, &mut second] {
        assert_eq!(peer.ask(&add("after")).await.reply(), json!({"sum": 42}));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_handler_sent_beside_others_leaves_though_it_then_blocks_its_thread() {
    let (blocked, block) = Blocked::new();
    let furnish = |desk: &mut ActorBuilder<Desk>| {
        desk.act_on::<Silent>(move |_, ctx| {
            let (reply, block) = (ctx.reply_envelope(), block.clone());
            Reply::pending(async move {
                // From here on it runs beside its actor.
                tokio::task::yield_now().await;
                reply.send(Sum { sum: 1 }).await;
                block();
            })
        });
    };
    let house = House::built(furnish, |builder| builder).await;
    let mut peer = house.peer().await;
    assert_eq!(peer.ask(&call("blocks", "Silent", &json!({}))).await.reply(), json!({"sum": 1}));
    blocked.release().await;
}

/// Runs for each request, in the session's own thread.
struct Gatekeeper<F>(F);

impl<F: Fn(&str) + Send + Sync + 'static> AccessPolicy for Gatekeeper<F> {
    fn request(&self, _caller: &Caller, _target: &str, message_type: &str) -> bool {
        (self.0)(message_type);
        true
    }
}

/// Its timer fires while the session waits behind another of its row; whoever ran it then would not be told again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_that_passes_while_another_session_holds_the_loop_up_is_answered() {
    let ((first, block_first), (second, block_second)) = (Blocked::new(), Blocked::new());
    let (entered, mut enters) = unbounded_channel();
    let policy = Gatekeeper(move |message_type: &str| {
        if matches!(message_type, "Silent" | "Fail") {
            entered.send(()).unwrap();
        }
        match message_type {
            "Silent" => block_first(),
            "Fail" => block_second(),
            _ => {}
        }
    });
    let house = House::configured(|builder| builder.access(policy)).await;
    let (mut third, mut before, mut late) = (house.peer().await, house.peer().await, house.peer().await);
    before.ask(&add("here")).await.reply();
    let deadline = Instant::now() + Duration::from_millis(300);
    late.request(&with(call("late", "Hold", &json!({"number": 1})), "response_timeout_ms", 300)).await;
    assert_eq!(late.exchange(HEARTBEAT, &json!("armed")).await.kind, HEARTBEAT);
    third.request(&call("blocks", "Silent", &json!({}))).await;
    enters.recv().await.unwrap();
    // The loop comes to both together, once the first is through.
    before.request(&call("blocks", "Fail", &json!({}))).await;
    late.send(HEARTBEAT, &json!("behind")).await;
    first.release().await;
    enters.recv().await.unwrap();
    tokio::time::sleep_until(deadline + Duration::from_millis(50)).await;
    second.release().await;
    let answers = async { [late.next().await.kind, late.next().await.kind] };
    // A bound for what hangs, and no measure of anything.
    let mut kinds = timeout(Duration::from_secs(20), answers).await.expect("the deadline is noticed");
    kinds.sort_unstable();
    assert_eq!(kinds, [ERROR, HEARTBEAT]);
}
