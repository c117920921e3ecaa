//! What is measured: the shape of the traffic, and how it is counted.

use clap::ValueEnum;
use serde::Serialize;

/// One kind of traffic; the driver sends the same to every server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
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
}

impl Work {
    /// Calls kept in flight on each connection.
    pub(crate) fn window(self) -> usize {
        match self {
            Self::Pipelined => 64,
            Self::OneAtATime | Self::Connections | Self::Stream => 1,
        }
    }

    /// The heading of its table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::OneAtATime => "one call at a time",
            Self::Pipelined => "64 in flight, one connection",
            Self::Connections => "32 connections, one call in flight on each",
            Self::Stream => "stream, items on one request",
        }
    }

    /// What is counted.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Stream => "items/s",
            Self::OneAtATime | Self::Pipelined | Self::Connections => "calls/s",
        }
    }
}
