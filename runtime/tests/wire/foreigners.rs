//! Users other than our own, whom a policy lets in: they share quotas by user, not by connection.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use acton_reactive::ipc::{AccessPolicy, IpcListenerBuilder, RateLimitConfig};
use acton_reactive::prelude::*;
use acton_reactive::transport::acceptor::Acceptor;
use acton_reactive::transport::memory::{self, MemoryAcceptor, MemoryConnector};
use acton_reactive::transport::unix::PeerCred;
use serde_json::json;
use tokio::io::DuplexStream;

use crate::house::House;
use crate::peer::{Peer, RESPONSE, call};

/// Neither root nor anybody's user.
const ALICE: u32 = 54_321;
const BOB: u32 = 54_322;

/// Connections in memory that pretend to be another user's, as the test says.
struct Foreign {
    acceptor: MemoryAcceptor,
    uid: &'static AtomicU32,
}

impl Acceptor for Foreign {
    type Link = DuplexStream;

    async fn accept(&self) -> io::Result<(DuplexStream, PeerCred)> {
        let (link, _) = self.acceptor.accept().await?;
        Ok((link, PeerCred { pid: None, uid: self.uid.load(Ordering::Relaxed), gid: 0 }))
    }
}

struct Everybody;

impl AccessPolicy for Everybody {
    fn admit(&self, _caller: &Caller) -> bool {
        true
    }
}

/// Returns once nothing moves any more.
async fn settled() {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
}

struct Border {
    _house: House,
    connector: MemoryConnector,
    uid: &'static AtomicU32,
}

impl Border {
    async fn open(configure: impl FnOnce(IpcListenerBuilder) -> IpcListenerBuilder) -> Self {
        let house = House::open().await;
        let (acceptor, connector) = memory::channel();
        let uid: &'static AtomicU32 = Box::leak(Box::new(AtomicU32::new(0)));
        let builder = configure(house.runtime.ipc_listener());
        builder.start_on(Foreign { acceptor, uid }).await.unwrap();
        Self { _house: house, connector, uid }
    }

    async fn peer(&self, uid: u32) -> Peer<DuplexStream> {
        self.uid.store(uid, Ordering::Relaxed);
        let peer = Peer::on(self.connector.connect().await.unwrap());
        // It is accepted before the next one pretends to be somebody else.
        settled().await;
        peer
    }
}

#[tokio::test(start_paused = true)]
async fn i50_another_user_gets_a_quarter_of_the_connections_and_starves_nobody() {
    let border = Border::open(|builder| builder.access(Everybody).max_connections(8)).await;
    let first = border.peer(ALICE).await;
    let _second = border.peer(ALICE).await;
    let refused = border.peer(ALICE).await.rest().await;
    assert_eq!(refused[0].code(), "CONNECTION_LIMIT_REACHED");
    assert_eq!(refused[0].body()["payload"], json!({"limit": 2}));
    let mut bob = border.peer(BOB).await;
    assert_eq!(bob.ask(&call("1", "Read", &json!(null))).await.kind, RESPONSE);
    drop(first);
    settled().await;
    let mut again = border.peer(ALICE).await;
    assert_eq!(again.ask(&call("1", "Read", &json!(null))).await.kind, RESPONSE);
}

#[tokio::test(start_paused = true)]
async fn i51_another_users_rate_is_one_for_all_its_connections_and_survives_reconnecting() {
    let rate = RateLimitConfig { requests_per_second: 1, burst_size: 4 };
    let border = Border::open(|builder| builder.access(Everybody).rate_limit(rate)).await;
    let read = call("1", "Read", &json!(null));
    for _ in 0..2 {
        let (mut one, mut other) = (border.peer(ALICE).await, border.peer(ALICE).await);
        assert_eq!(one.ask(&read).await.kind, RESPONSE);
        assert_eq!(other.ask(&read).await.kind, RESPONSE);
    }
    assert_eq!(border.peer(ALICE).await.ask(&read).await.code(), "RATE_LIMITED");
    assert_eq!(border.peer(BOB).await.ask(&read).await.kind, RESPONSE);
}

#[tokio::test(start_paused = true)]
async fn without_a_policy_of_its_own_a_listener_admits_no_other_user() {
    let border = Border::open(|builder| builder).await;
    assert_eq!(border.peer(ALICE).await.rest().await[0].code(), "ACCESS_DENIED");
    assert_eq!(border.peer(0).await.ask(&call("1", "Read", &json!(null))).await.kind, RESPONSE);
}
