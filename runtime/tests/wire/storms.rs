//! Connections in numbers: acceptors that fail, peers that come and vanish.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use acton_reactive::transport::acceptor::Acceptor;
use acton_reactive::transport::memory::{self, MemoryAcceptor};
use acton_reactive::transport::unix::PeerCred;
use serde_json::json;
use tokio::io::DuplexStream;
use tokio::time::sleep;

use crate::house::House;
use crate::peer::{JSON, Peer, REQUEST, RESPONSE, SUBSCRIBE, call, framed, post, stream};

/// An acceptor out of descriptors, for as long as the test says.
struct Exhausted {
    acceptor: MemoryAcceptor,
    dry: Arc<AtomicBool>,
    asked: Arc<AtomicU32>,
}

impl Acceptor for Exhausted {
    type Link = DuplexStream;

    async fn accept(&self) -> io::Result<(DuplexStream, PeerCred)> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.dry.load(Ordering::Relaxed) {
            return Err(io::Error::from_raw_os_error(24));
        }
        self.acceptor.accept().await
    }
}

#[tokio::test(start_paused = true)]
async fn i52_a_listener_out_of_descriptors_neither_spins_nor_goes_deaf() {
    let house = House::open().await;
    let (acceptor, connector) = memory::channel();
    let (dry, asked) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU32::new(0)));
    let exhausted = Exhausted { acceptor, dry: dry.clone(), asked: asked.clone() };
    let listener = house.runtime.ipc_listener().start_on(exhausted).await.unwrap();
    let mut peer = Peer::on(connector.connect().await.unwrap());
    sleep(Duration::from_secs(10)).await;
    let times = asked.load(Ordering::Relaxed);
    assert!((20..30).contains(&times), "{times}");
    dry.store(false, Ordering::Relaxed);
    // Its pauses are half a second long by now.
    let answer =
        tokio::time::timeout(Duration::from_secs(1), peer.ask(&call("1", "Read", &json!(null)))).await;
    assert_eq!(answer.unwrap().kind, RESPONSE);
    assert_eq!(listener.stats().connections_accepted, 1);
}

#[tokio::test(start_paused = true)]
async fn peers_that_vanish_in_any_state_leave_nothing_behind() {
    let house = House::open().await;
    let whole = framed(REQUEST, JSON, &call("1", "Text", &json!({"text": "x"})));
    let states = [
        Vec::new(),
        whole[..3].to_vec(),
        whole[..20].to_vec(),
        whole.clone(),
        framed(REQUEST, JSON, &call("1", "Hold", &json!({"number": 1}))),
        framed(REQUEST, JSON, &stream("1", "Count", &json!({"to": 1_000_000}))),
        framed(REQUEST, JSON, &post("1", "Note", &json!({"number": 1}))),
        framed(SUBSCRIBE, JSON, &json!({"correlation_id": "1", "message_types": ["Price"]})),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
    ];
    for round in 0..50 {
        for bytes in &states {
            let mut peer = house.peer().await;
            peer.write(bytes).await;
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
        }
    }
    sleep(Duration::from_secs(1)).await;
    let counted = house.stats();
    assert_eq!((counted.active_connections, counted.connections_refused), (0, 0));
    assert_eq!(counted.connections_accepted, 50 * states.len() as u64);
    assert_eq!(house.peer().await.ask(&call("1", "Text", &json!({"text": "x"}))).await.kind, RESPONSE);
}
