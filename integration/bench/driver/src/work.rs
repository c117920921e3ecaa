//! What is measured: the shape of the traffic, and how it is counted.

use crate::peer::Peer;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

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
    /// One request, many items: what an item costs.
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
}

impl Work {
    /// Calls kept in flight on each connection.
    pub(crate) fn window(self) -> usize {
        if self == Self::Pipelined { 64 } else { 1 }
    }

    /// The heading of its table.
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
            Self::FanOut => "deliveries/s",
            Self::Tell => "messages/s",
            _ => "calls/s",
        }
    }

    /// Its name for a client that is a program of its own.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OneAtATime | Self::PythonOne | Self::NodeOne => "one-at-a-time",
            Self::Pipelined | Self::PythonPipelined | Self::NodePipelined => "pipelined",
            Self::Connections => "connections",
            Self::Stream => "stream",
            Self::FanOut => "fan-out",
            Self::Tell => "tell",
            Self::Ask => "ask",
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
