//! A listener being configured, and its start.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::broker::Outlet;
use crate::actor::system::System;
use crate::ipc::access::{AccessPolicy, OwnUser, WhomTheModeLetsIn};
use crate::ipc::config::{IpcConfig, RateLimitConfig};
use crate::ipc::directory::Directory;
use crate::ipc::gate::RateGate;
use crate::ipc::limits::Limits;
use crate::ipc::listener::{IpcListener, ListenError, serve};
use crate::ipc::registry::IpcRegistry;
use crate::ipc::server::{Server, Settings};
use crate::ipc::{Ipc, Servers};
use crate::transport::acceptor::Acceptor;
use crate::transport::unix::UnixSocket;

/// A listener being configured; made by [`ipc_listener`](crate::ActonRuntime::ipc_listener).
#[must_use = "a listener does nothing before `start().await`"]
pub struct IpcListenerBuilder {
    system: Arc<System>,
    registry: IpcRegistry,
    directory: Directory,
    servers: Servers,
    config: IpcConfig,
    limits: Limits,
    group: Option<String>,
    activation: bool,
    busy_poll: Duration,
    access: Option<Box<dyn AccessPolicy>>,
}

impl IpcListenerBuilder {
    pub(crate) fn new(system: Arc<System>, ipc: &Ipc) -> Self {
        let Ipc { registry, directory, servers } = ipc;
        Self {
            system,
            registry: registry.clone(),
            directory: directory.clone(),
            servers: servers.clone(),
            config: IpcConfig::default(),
            limits: Limits::default(),
            group: None,
            activation: false,
            busy_poll: Duration::ZERO,
            access: None,
        }
    }

    /// The four documented settings at once.
    pub fn config(mut self, config: IpcConfig) -> Self {
        self.config = config;
        self
    }

    /// Where the socket is; see [`IpcConfig::socket_path`].
    pub fn socket_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.socket_path = path.into();
        self
    }

    /// Connections at once; see [`IpcConfig::max_connections`].
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.config.max_connections = connections;
        self
    }

    /// How long a connection may idle; see [`IpcConfig::connection_timeout`].
    pub fn connection_timeout(mut self, timeout: Duration) -> Self {
        self.config.connection_timeout = timeout;
        self
    }

    /// How many requests a connection may send; see [`IpcConfig::rate_limit`].
    pub fn rate_limit(mut self, rate: RateLimitConfig) -> Self {
        self.config.rate_limit = Some(rate);
        self
    }

    /// Shares the socket with a group, by name or number: mode 0660 instead of 0600. Whom the mode
    /// lets in is admitted, unless [`access`](Self::access) says otherwise.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Listens at the socket that systemd passed to this process (`LISTEN_FDS`), if it passed one, and at
    /// the [`socket_path`](Self::socket_path) if not. Such a socket's path, mode and group are its unit's; a
    /// [`group`](Self::group) is then held against them. The first listener that starts takes it.
    pub fn socket_activation(mut self) -> Self {
        self.activation = true;
        self
    }

    /// Who may connect and what each may ask. Default: our own user and root, everything.
    pub fn access(mut self, policy: impl AccessPolicy) -> Self {
        self.access = Some(Box::new(policy));
        self
    }

    /// How long, after bytes have come, the next ones are looked for without sleeping. Default: no time.
    ///
    /// To be woken costs more than a call does: on two cores a lone call takes a third of the time with 50 µs here, and less
    /// with [a client](crate::client::IpcClientBuilder::busy_poll) that does the same. The price is a core that is busy for
    /// so long after every byte. For programs with one thread, `#[acton_main(flavor = "current_thread")]`: where there
    /// are several, another that sleeps is woken all the same. What other tasks have to do is done meanwhile.
    pub fn busy_poll(mut self, time: Duration) -> Self {
        self.busy_poll = time;
        self
    }

    /// Every other bound; see [`Limits`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes the socket path, or the socket that was passed, and listens. The file operations for that are few and blocking.
    ///
    /// # Errors
    /// A name in conflict, a setting that cannot hold, or a socket path that cannot be used.
    ///
    /// # Cancel safety
    /// It never waits: dropped before it is polled, it has done nothing; polled, it is done.
    #[allow(clippy::unused_async)] // programs written to the documentation say `start().await`
    pub async fn start(self) -> Result<IpcListener, ListenError> {
        self.check()?;
        let group = self.group.as_deref();
        let passed = if self.activation { UnixSocket::passed(group)? } else { None };
        let socket = match passed {
            Some(socket) => socket,
            None => UnixSocket::bind(&self.config.socket_path, group)?,
        };
        let path = socket.path().to_owned();
        Ok(IpcListener { server: self.serve(socket), path: Some(path) })
    }

    /// Listens to whatever `acceptor` accepts; the socket path is not used.
    ///
    /// # Errors
    /// As [`start`](Self::start), the socket path excepted.
    ///
    /// # Cancel safety
    /// As [`start`](Self::start).
    #[allow(clippy::unused_async)] // as `start`
    pub async fn start_on(self, acceptor: impl Acceptor) -> Result<IpcListener, ListenError> {
        self.check()?;
        Ok(IpcListener { server: self.serve(acceptor), path: None })
    }

    fn check(&self) -> Result<(), ListenError> {
        let mut conflicts = self.registry.conflicts.all();
        conflicts.extend(self.directory.conflicts.all());
        if !conflicts.is_empty() {
            return Err(ListenError::Conflicts { conflicts });
        }
        let limits = &self.limits;
        let most = acton_wire::limits::MAX_PAYLOAD;
        let zero = "must be at least 1";
        let checks = [
            ("max_connections", self.config.max_connections > 0, zero),
            ("connection_timeout", !self.config.connection_timeout.is_zero(), "must be above zero"),
            (
                "rate_limit",
                self.config.rate_limit.is_none_or(|rate| RateGate::new(rate).is_some()),
                "needs requests_per_second and burst_size above zero; leave it out for no limit",
            ),
            ("limits.requests_in_flight", limits.requests_in_flight > 0, zero),
            ("limits.bytes_in_flight", limits.bytes_in_flight > 0, zero),
            ("limits.queued_output", limits.queued_output > 0, zero),
            (
                "limits.queued_output_stalled",
                limits.queued_output_stalled >= limits.queued_output,
                "must be at least limits.queued_output",
            ),
            (
                "limits.queued_output_max",
                limits.queued_output_max >= limits.queued_output,
                "must be at least limits.queued_output",
            ),
            ("limits.max_payload", (1..=most).contains(&limits.max_payload), "must be 1 byte to 16 MiB"),
            ("limits.max_reply", (1..=most).contains(&limits.max_reply), "must be 1 byte to 16 MiB"),
            ("limits.write_timeout", !limits.write_timeout.is_zero(), "must be above zero"),
            ("limits.frame_timeout", !limits.frame_timeout.is_zero(), "must be above zero"),
            ("limits.response_timeout", !limits.response_timeout.is_zero(), "must be above zero"),
        ];
        match checks.into_iter().find(|(_, holds, _)| !holds) {
            Some((setting, _, reason)) => Err(ListenError::Setting { setting, reason }),
            None => Ok(()),
        }
    }

    fn serve(self, acceptor: impl Acceptor) -> Arc<Server> {
        let shared = self.group.is_some();
        let access = self
            .access
            .unwrap_or_else(|| if shared { Box::new(WhomTheModeLetsIn) } else { Box::new(OwnUser) });
        let server = Server::new(Settings {
            registry: self.registry,
            directory: self.directory,
            limits: self.limits,
            max_connections: self.config.max_connections,
            idle_timeout: self.config.connection_timeout,
            rate: self.config.rate_limit,
            access,
            stop_budget: self.system.stop_budget.clone(),
            busy_poll: self.busy_poll,
        });
        let outlet: Arc<dyn Outlet> = server.clone();
        self.system.broker.attach(Arc::downgrade(&outlet));
        self.servers.enlist(server.clone());
        if server.vigil.is_some() {
            tokio::spawn(keep_vigil(server.clone()));
        }
        tokio::spawn(serve(server.clone(), acceptor));
        server
    }
}

/// Until the listener has ended.
async fn keep_vigil(server: Arc<Server>) {
    let Some(vigil) = &server.vigil else { return };
    tokio::select! {
        () = vigil.keep() => {}
        () = server.ended() => {}
    }
}

impl std::fmt::Debug for IpcListenerBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IpcListenerBuilder")
            .field("config", &self.config)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
