//! Who is measured: each row's name, what it speaks, and the program that serves it.

use crate::dialect::Dialect;
use crate::program::Program;
use crate::work::Work;
use clap::ValueEnum;
use serde::Serialize;

/// One row of every table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Peer {
    /// The limit: a framed tokio echo with the JSON row's byte counts.
    Raw,
    /// acton-reactive as built here, JSON.
    OursJson,
    /// acton-reactive as built here, `MessagePack`.
    OursMsgpack,
    /// The registry's acton-reactive 10, JSON.
    Acton10,
    /// Redis, GET of a short key, a value as long as the JSON reply.
    RedisGet,
    /// Redis, ECHO, a message as long as the JSON request.
    RedisEcho,
}

impl Peer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw tokio echo",
            Self::OursJson => "ours, JSON",
            Self::OursMsgpack => "ours, MessagePack",
            Self::Acton10 => "acton-reactive 10",
            Self::RedisGet => "Redis GET",
            Self::RedisEcho => "Redis ECHO",
        }
    }

    pub(crate) fn dialect(self) -> Dialect {
        match self {
            Self::Raw => Dialect::Raw,
            Self::OursJson | Self::Acton10 => Dialect::Json,
            Self::OursMsgpack => Dialect::MessagePack,
            Self::RedisGet => Dialect::RedisGet,
            Self::RedisEcho => Dialect::RedisEcho,
        }
    }

    pub(crate) fn program(self) -> Program {
        match self {
            Self::Raw => Program::Raw,
            Self::OursJson | Self::OursMsgpack => Program::Ours,
            Self::Acton10 => Program::Acton10,
            Self::RedisGet | Self::RedisEcho => Program::Redis,
        }
    }

    /// Redis has no request that is answered by a stream.
    pub(crate) fn takes(self, work: Work) -> bool {
        work != Work::Stream || self.program() != Program::Redis
    }
}
