//! What all sessions of one listener share: what may be called, by whom, how much, and until when.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use tokio::runtime::Handle;
use tokio::sync::{Notify, SetOnce};
use tokio::time::{Instant, timeout_at};

use crate::actor::ask::LONGEST_WAIT;
use crate::actor::caller::Caller;
use crate::actor::caught::caught;
use crate::actor::stop_budget::{self, StopBudget};
use crate::cores;
use crate::ipc::access::AccessPolicy;
use crate::ipc::config::RateLimitConfig;
use crate::ipc::connection::Connection;
use crate::ipc::directory::Directory;
use crate::ipc::event_loop::{self, EventLoop};
use crate::ipc::gate::RateGate;
use crate::ipc::limits::Limits;
use crate::ipc::registry::IpcRegistry;
use crate::ipc::stats::Counters;
use crate::vigil::Vigil;

/// Of the budget of all stopping: what requests may take, and what flushing their answers may.
const REQUESTS: Duration = Duration::from_secs(4);
pub(crate) const FLUSH: Duration = Duration::from_millis(500);

/// Frames a session takes before the actors they woke get the thread: few enough that a peer with some dozens in flight
/// has its first answers while we read the rest, many enough that system calls stay rare.
const STRETCH: u64 = 24;

pub(crate) struct Server {
    pub(crate) registry: IpcRegistry,
    pub(crate) directory: Directory,
    pub(crate) limits: Limits,
    pub(crate) max_connections: usize,
    pub(crate) idle_timeout: Duration,
    pub(crate) stretch: u64,
    /// Kept while bytes come, where that was asked for.
    pub(crate) vigil: Option<Vigil>,
    access: Box<dyn AccessPolicy>,
    pub(crate) counters: Counters,
    /// They run the sessions.
    pub(crate) loops: Box<[EventLoop]>,
    /// Where they run.
    pub(crate) executor: Handle,
    rate: Option<RateLimitConfig>,
    connections: Mutex<Connections>,
    /// Connections with subscriptions; a broadcast goes through a snapshot, so it locks nobody out.
    subscribers: ArcSwap<Vec<Arc<Connection>>>,
    stopping: AtomicBool,
    stop: Mutex<Option<Stop>>,
    stop_called: Notify,
    session_ended: Notify,
    subscription_made: Notify,
    ended: SetOnce<()>,
    pub(crate) stop_budget: StopBudget,
}

/// Until when a stopping listener waits, for whom.
#[derive(Clone, Copy)]
pub(crate) struct Stop {
    /// Requests in flight are cut here.
    pub(crate) requests: Instant,
    /// Unsent answers are dropped here.
    pub(crate) flush: Instant,
}

#[derive(Default)]
struct Connections {
    open: Vec<Arc<Connection>>,
    foreign: FxHashMap<u32, Foreign>,
}

/// The connections of one user other than our own, who share a quota.
struct Foreign {
    open: usize,
    rate: Option<RateGate>,
}

/// What a builder settled.
pub(crate) struct Settings {
    pub(crate) registry: IpcRegistry,
    pub(crate) directory: Directory,
    pub(crate) limits: Limits,
    pub(crate) max_connections: usize,
    pub(crate) idle_timeout: Duration,
    pub(crate) rate: Option<RateLimitConfig>,
    pub(crate) access: Box<dyn AccessPolicy>,
    pub(crate) stop_budget: StopBudget,
    pub(crate) busy_poll: Duration,
}

impl Server {
    pub(crate) fn new(mut settings: Settings) -> Arc<Self> {
        let limits = &mut settings.limits;
        let timeouts = [&mut limits.write_timeout, &mut limits.frame_timeout, &mut limits.response_timeout];
        for timeout in timeouts.into_iter().chain([&mut settings.idle_timeout]) {
            // "Never" is written as the longest duration there is, which no clock can add to now.
            *timeout = (*timeout).min(LONGEST_WAIT);
        }
        Arc::new(Self {
            registry: settings.registry,
            directory: settings.directory,
            limits: settings.limits,
            max_connections: settings.max_connections,
            idle_timeout: settings.idle_timeout,
            // Where the peer can get on while we read.
            stretch: if cores::is_alone() { u64::MAX } else { STRETCH },
            vigil: Vigil::lasting(settings.busy_poll),
            access: settings.access,
            counters: Counters::default(),
            loops: event_loop::some(),
            executor: Handle::current(),
            rate: settings.rate,
            connections: Mutex::default(),
            subscribers: ArcSwap::default(),
            stopping: AtomicBool::new(false),
            stop: Mutex::new(None),
            stop_called: Notify::new(),
            session_ended: Notify::new(),
            subscription_made: Notify::new(),
            ended: SetOnce::new(),
            stop_budget: settings.stop_budget,
        })
    }

    /// Asks the policy, which is the user's code: one that panics allows nothing.
    pub(crate) fn allows(&self, ask: impl FnOnce(&dyn AccessPolicy) -> bool) -> bool {
        caught(|| ask(&*self.access)).unwrap_or_else(|| {
            tracing::error!("the access policy panicked, which counts as a no");
            false
        })
    }

    /// Takes a connection in, or says which limit it ran into.
    pub(crate) fn enter(
        self: &Arc<Self>,
        caller: Caller,
    ) -> Result<(Arc<Connection>, Option<RateGate>), usize> {
        let mut connections = self.connections.lock();
        if connections.open.len() >= self.max_connections {
            return Err(self.max_connections);
        }
        let own_gate = || self.rate.and_then(RateGate::new);
        let gate = if caller.is_trusted() {
            own_gate()
        } else {
            let quota = (self.max_connections / 4).max(1);
            let foreign = connections
                .foreign
                .entry(caller.uid)
                .or_insert_with(|| Foreign { open: 0, rate: own_gate() });
            if foreign.open >= quota {
                return Err(quota);
            }
            foreign.open += 1;
            foreign.rate.clone()
        };
        let emptiest = self.loops.iter().enumerate().min_by_key(|(_, event_loop)| event_loop.open());
        let event_loop = emptiest.map_or(0, |(index, _)| index);
        let connection = Connection::new(self.clone(), caller, event_loop);
        connections.open.push(connection.clone());
        self.counters.active.store(connections.open.len(), Ordering::Relaxed);
        Counters::count(&self.counters.accepted);
        Ok((connection, gate))
    }

    /// The connections that are open now.
    pub(crate) fn open(&self) -> Vec<Arc<Connection>> {
        self.connections.lock().open.clone()
    }

    /// A session has ended.
    pub(crate) fn leave(&self, connection: &Arc<Connection>) {
        let mut connections = self.connections.lock();
        connections.open.retain(|open| !Arc::ptr_eq(open, connection));
        let caller = &connection.caller;
        if !caller.is_trusted()
            && let Some(foreign) = connections.foreign.get_mut(&caller.uid)
        {
            // The bucket outlives the connections: a quota is not escaped by reconnecting.
            foreign.open -= 1;
        }
        self.counters.active.store(connections.open.len(), Ordering::Relaxed);
        drop(connections);
        self.session_ended.notify_waiters();
    }

    /// The connection has subscriptions, new ones perhaps.
    pub(crate) fn subscribed(&self, connection: &Arc<Connection>) {
        if !self.subscribers().iter().any(|other| Arc::ptr_eq(other, connection)) {
            self.subscribers
                .rcu(|subscribers| subscribers.iter().chain([connection]).cloned().collect::<Vec<_>>());
        }
        self.subscription_made.notify_waiters();
    }

    /// Resolves once a connection is subscribed to `name`.
    pub(crate) async fn subscriber_of(&self, name: &str) {
        loop {
            let made = self.subscription_made.notified();
            tokio::pin!(made);
            made.as_mut().enable();
            let wants = |connection: &Arc<Connection>| {
                connection.with(|state| state.subscriptions.wants(name).is_some())
            };
            if self.subscribers().iter().any(wants) {
                return;
            }
            made.await;
        }
    }

    /// The connection has no subscription any more.
    pub(crate) fn unsubscribed(&self, connection: &Connection) {
        let is_it = |other: &Arc<Connection>| std::ptr::eq(&raw const **other, connection);
        if self.subscribers().iter().any(is_it) {
            self.subscribers.rcu(|subscribers| {
                subscribers.iter().filter(|other| !is_it(other)).cloned().collect::<Vec<_>>()
            });
        }
    }

    pub(crate) fn subscribers(&self) -> Arc<Vec<Arc<Connection>>> {
        self.subscribers.load_full()
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    pub(crate) fn stop(&self) -> Option<Stop> {
        if self.is_stopping() { *self.stop.lock() } else { None }
    }

    /// Begins to stop: no new connection, no new request. What runs gets the time that is left since
    /// the first stop call, or none. A second call can only shorten it.
    pub(crate) fn begin_stop(&self, since: Instant, graceful: bool) {
        let now = Instant::now();
        let requests = if graceful { since + REQUESTS } else { now };
        let flush = requests.max(now) + FLUSH;
        let mut stop = self.stop.lock();
        let earlier = stop.filter(|stop| stop.requests <= requests);
        *stop = Some(earlier.unwrap_or(Stop { requests, flush }));
        drop(stop);
        self.stopping.store(true, Ordering::Release);
        self.stop_called.notify_waiters();
        for connection in self.open() {
            connection.make_ready();
        }
    }

    /// Begins to stop on the budget that all listeners of the runtime share.
    pub(crate) fn begin_stop_now(&self, graceful: bool) {
        self.begin_stop(self.stop_budget.begin(), graceful);
    }

    /// Resolves once a stop has been asked for.
    pub(crate) async fn stop_called(&self) {
        let called = self.stop_called.notified();
        tokio::pin!(called);
        called.as_mut().enable();
        if !self.is_stopping() {
            called.await;
        }
    }

    /// Resolves once every session has ended, or the budget of all stopping has.
    pub(crate) async fn sessions_ended(&self) {
        let until = (self.stop_budget.begin() + stop_budget::BUDGET).max(Instant::now() + FLUSH);
        let _ = timeout_at(until, async {
            loop {
                let ended = self.session_ended.notified();
                tokio::pin!(ended);
                ended.as_mut().enable();
                if self.connections.lock().open.is_empty() {
                    return;
                }
                ended.await;
            }
        })
        .await;
    }

    pub(crate) fn end(&self) {
        let _ = self.ended.set(());
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.initialized()
    }

    pub(crate) async fn ended(&self) {
        self.ended.wait().await;
    }
}
