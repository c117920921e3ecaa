//! What is measured: the shape of the traffic, and how it is counted.

use crate::peer::Peer;
use crate::placement::Placement;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One kind of traffic, the same for every server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Work {
    /// One call, its reply, the next call: what a wake-up costs.
    OneAtATime,
    /// 64 calls in flight on one connection: what a call costs.
    Pipelined,
    /// 32 connections, one call in flight on each.
    Connections,
    /// One request, many items.
    Stream,
    /// What is published once reaches eight subscribers.
    FanOut,
    /// Inside one process: messages into an actor, as fast as its mailbox takes them.
    Tell,
    /// Inside one process: a message to an actor, its answer, the next message.
    Ask,
    /// A client in Python, one call at a time.
    PythonOne,
    /// A client in Python, 64 calls in flight.
    PythonPipelined,
    /// A client in Node, one call at a time.
    NodeOne,
    /// A client in Node, 64 calls in flight.
    NodePipelined,
    /// From the start of the server's process to the first reply.
    StartUp,
    /// A call on a connection where another one takes 100 ms.
    BehindSlow,
    /// What connections that are quiet hold of the server's memory.
    IdleMemory,
    /// What a call and its reply are on the wire.
    Bytes,
    /// More and more connections, one call in flight on each.
    GrowingConnections,
    /// More and more subscribers.
    GrowingFanOut,
    /// Longer and longer texts, echoed one at a time.
    GrowingPayload,
    /// 64 calls in flight on one connection, to more and more actors in turn.
    GrowingActors,
}

impl Work {
    /// Calls kept in flight on each connection.
    pub(crate) fn window(self) -> usize {
        if matches!(self, Self::Pipelined | Self::GrowingActors) { 64 } else { 1 }
    }

    /// Its name for a reader.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OneAtATime => "one call at a time",
            Self::Pipelined => "64 in flight, one connection",
            Self::Connections => "32 connections, one call in flight on each",
            Self::Stream => "stream, items on one request",
            Self::FanOut => "fan-out to 8 subscribers",
            Self::Tell => "in-process tell, one producer",
            Self::Ask => "in-process ask, one at a time",
            Self::PythonOne => "Python, one call at a time",
            Self::PythonPipelined => "Python, 64 in flight",
            Self::NodeOne => "Node, one call at a time",
            Self::NodePipelined => "Node, 64 in flight",
            Self::StartUp => "start to first reply",
            Self::BehindSlow => "a call behind one of 100 ms",
            Self::IdleMemory => "memory of idle connections",
            Self::Bytes => "bytes of a call and its reply",
            Self::GrowingConnections => "more connections, one call in flight on each",
            Self::GrowingFanOut => "more subscribers",
            Self::GrowingPayload => "longer payloads, one call at a time",
            Self::GrowingActors => "more actors, 64 calls in flight",
        }
    }

    /// Its name for a file.
    pub(crate) fn key(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What is counted.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Stream => "items/s",
            Self::FanOut | Self::GrowingFanOut => "deliveries/s",
            Self::Tell => "messages/s",
            Self::StartUp | Self::BehindSlow => "ms",
            Self::IdleMemory => "KiB a connection",
            Self::Bytes => "bytes",
            _ => "calls/s",
        }
    }

    /// Whether a smaller figure is the better one.
    pub(crate) const fn less_is_better(self) -> bool {
        matches!(self, Self::StartUp | Self::BehindSlow | Self::IdleMemory | Self::Bytes)
    }

    /// Its name for a client that is a program of its own.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pipelined | Self::PythonPipelined | Self::NodePipelined | Self::GrowingActors => {
                "pipelined"
            }
            Self::Connections | Self::GrowingConnections | Self::IdleMemory => "connections",
            Self::Stream => "stream",
            Self::FanOut | Self::GrowingFanOut => "fan-out",
            Self::Tell => "tell",
            Self::Ask => "ask",
            Self::StartUp => "start-up",
            Self::BehindSlow => "behind-slow",
            Self::OneAtATime | Self::PythonOne | Self::NodeOne | Self::Bytes | Self::GrowingPayload => {
                "one-at-a-time"
            }
        }
    }

    /// How many connections, subscribers, bytes or actors, one table after another; none where there is no such number.
    pub(crate) const fn sizes(self) -> &'static [usize] {
        match self {
            Self::IdleMemory => &[1, 1_000, 10_000],
            Self::GrowingConnections => &[1, 8, 64, 512, 4_096],
            Self::GrowingFanOut => &[1, 8, 64, 512],
            Self::GrowingPayload => &[64, 512, 4 << 10, 32 << 10, 512 << 10],
            Self::GrowingActors => &[1, 10, 100, 1_000],
            _ => &[],
        }
    }

    /// What its sizes count.
    pub(crate) fn sized(self) -> &'static str {
        match self {
            Self::GrowingFanOut => "subscribers",
            Self::GrowingPayload => "bytes",
            Self::GrowingActors => "actors",
            _ => "connections",
        }
    }

    /// Whether its sizes show how cost grows.
    pub(crate) const fn grows(self) -> bool {
        matches!(
            self,
            Self::GrowingConnections | Self::GrowingFanOut | Self::GrowingPayload | Self::GrowingActors
        )
    }

    /// How long a server is kept busy before it counts, where a run takes `duration`. Node compiles while it runs.
    pub(crate) fn warm_up(self, duration: Duration) -> Duration {
        let least =
            Duration::from_millis(if matches!(self, Self::NodeOne | Self::NodePipelined) { 500 } else { 0 });
        least.max(duration / 5)
    }

    /// Where it is measured: what does not hang on wake-ups, in one placement only.
    pub(crate) const fn placements(self) -> &'static [Placement] {
        match self {
            Self::StartUp | Self::BehindSlow | Self::IdleMemory | Self::Bytes => &[Placement::Unpinned],
            _ if self.grows() => &[Placement::OneCore],
            _ => &[Placement::Unpinned, Placement::OneCore],
        }
    }

    /// The least it could cost: the row that does nothing else.
    pub(crate) const fn limit(self) -> Peer {
        match self {
            Self::Tell | Self::Ask => Peer::Mpsc,
            Self::PythonOne | Self::PythonPipelined => Peer::PythonRaw,
            Self::NodeOne | Self::NodePipelined => Peer::NodeRaw,
            _ => Peer::Raw,
        }
    }

    /// The row that the others are held against.
    pub(crate) const fn ours(self) -> Peer {
        match self {
            Self::Tell | Self::Ask => Peer::OursInside,
            Self::PythonOne => Peer::PythonOurs,
            Self::PythonPipelined => Peer::PythonOursAsyncio,
            Self::NodeOne | Self::NodePipelined => Peer::NodeOurs,
            _ => Peer::OursJson,
        }
    }
}
