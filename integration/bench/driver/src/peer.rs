//! Who is measured: each row's name, the program that serves it, and the client that keeps it busy.

use crate::dialect::Dialect;
use crate::program::Program;
use crate::work::Work;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// One row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Peer {
    /// The limit: a framed tokio echo with the JSON row's byte counts.
    Raw,
    /// acton-reactive as built here, JSON.
    OursJson,
    /// acton-reactive as built here, `MessagePack`.
    OursMsgpack,
    /// acton-reactive as built here, JSON, on one thread that polls for 50 µs before it sleeps.
    OursPolling,
    /// The same, and the driver polls, too.
    OursBothPoll,
    /// The registry's acton-reactive 10, JSON.
    Acton10,
    /// Redis, GET of a short key, a value as long as the JSON reply.
    RedisGet,
    /// Redis, ECHO, a message as long as the JSON request.
    RedisEcho,
    /// Redis, PUBLISH in a pipeline, a message as long as the JSON push.
    RedisPublish,
    /// gRPC over a Unix socket.
    Tonic,
    /// tarpc over a Unix socket, JSON.
    Tarpc,
    /// `ZeroMQ`, messages as long as the JSON envelopes.
    ZeroMq,
    /// The limit inside a process: tokio's channels.
    Mpsc,
    /// acton-reactive as built here, inside one process.
    OursInside,
    /// The same, actor and producer on one thread.
    OursInsideOne,
    /// The registry's acton-reactive 10, inside one process.
    Acton10Inside,
    /// ractor.
    Ractor,
    /// kameo.
    Kameo,
    /// actix, the actor on a thread of its own.
    Actix,
    /// actix, actor and producer on one thread.
    ActixOne,
    /// A plain socket in Python, to the raw echo.
    PythonRaw,
    /// `ActonClient`.
    PythonOurs,
    /// `AsyncActonClient`.
    PythonOursAsyncio,
    /// redis-py, on one connection that threads may not share.
    PythonRedis,
    /// redis-py as it comes, with a pool that threads may share, as they may share ours.
    PythonRedisPool,
    /// redis-py's asyncio client.
    PythonRedisAsyncio,
    /// pyzmq.
    PythonZmq,
    /// grpcio.
    PythonGrpc,
    /// grpcio's asyncio client.
    PythonGrpcAsyncio,
    /// A plain socket in Node, to the raw echo.
    NodeRaw,
    /// `acton-ipc`.
    NodeOurs,
    /// ioredis.
    NodeRedis,
    /// grpc-js.
    NodeGrpc,
}

/// What keeps a server busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// The driver itself, which speaks this.
    Driver(Dialect),
    /// The driver, which looks for each answer without sleeping.
    PollingDriver(Dialect),
    /// A program of its own, in a mode of this name if it has several.
    Program(Program, Option<&'static str>),
}

/// All there is to know of a row.
struct Row(&'static str, Option<Program>, Client, &'static [Work]);

const FRAMES: &[Work] = &[
    Work::OneAtATime,
    Work::Pipelined,
    Work::Connections,
    Work::Stream,
    Work::FanOut,
    Work::StartUp,
    Work::IdleMemory,
    Work::Bytes,
    Work::GrowingConnections,
    Work::GrowingFanOut,
    Work::GrowingPayload,
];
/// What a server that only echoes frames cannot do, beside what it can.
const ACTORS: &[Work] = &[
    Work::OneAtATime,
    Work::Pipelined,
    Work::Connections,
    Work::Stream,
    Work::FanOut,
    Work::StartUp,
    Work::BehindSlow,
    Work::IdleMemory,
    Work::Bytes,
    Work::GrowingConnections,
    Work::GrowingFanOut,
    Work::GrowingPayload,
    Work::GrowingActors,
];
const REDIS_GET: &[Work] =
    &[Work::OneAtATime, Work::Pipelined, Work::Connections, Work::Bytes, Work::GrowingConnections];
const REDIS_ECHO: &[Work] = &[
    Work::OneAtATime,
    Work::Pipelined,
    Work::Connections,
    Work::StartUp,
    Work::IdleMemory,
    Work::Bytes,
    Work::GrowingPayload,
];
const TARPC: &[Work] = &[
    Work::OneAtATime,
    Work::Pipelined,
    Work::Connections,
    Work::StartUp,
    Work::BehindSlow,
    Work::IdleMemory,
    Work::Bytes,
];
const TONIC: &[Work] = &[
    Work::OneAtATime,
    Work::Pipelined,
    Work::Connections,
    Work::Stream,
    Work::StartUp,
    Work::BehindSlow,
    Work::IdleMemory,
    Work::Bytes,
];
/// One thread answers in turn, and a client has no more than a thousand sockets.
const ZEROMQ: &[Work] =
    &[Work::OneAtATime, Work::Pipelined, Work::Connections, Work::FanOut, Work::StartUp, Work::Bytes];
const INSIDE: &[Work] = &[Work::Tell, Work::Ask];
const PYTHON: &[Work] = &[Work::PythonOne, Work::PythonPipelined];
const NODE: &[Work] = &[Work::NodeOne, Work::NodePipelined];

impl Peer {
    fn row(self) -> Row {
        use Client::Driver;
        use Program::{Acton10, Inside, Node, Ours, OursPolling, Python, Raw, Redis, Tarpc, Tonic, ZeroMq};
        let inside = |name, mode| Row(name, None, Client::Program(Inside, Some(mode)), INSIDE);
        let python =
            |name, server, mode| Row(name, Some(server), Client::Program(Python, Some(mode)), PYTHON);
        let node = |name, server, mode| Row(name, Some(server), Client::Program(Node, Some(mode)), NODE);
        match self {
            Self::Raw => Row("raw tokio echo", Some(Raw), Driver(Dialect::Raw), FRAMES),
            Self::OursJson => Row("ours, JSON", Some(Ours), Driver(Dialect::Json), ACTORS),
            Self::OursMsgpack => Row("ours, MessagePack", Some(Ours), Driver(Dialect::MessagePack), ACTORS),
            Self::OursPolling => {
                Row("ours, server polls", Some(OursPolling), Driver(Dialect::Json), &[Work::OneAtATime])
            }
            Self::OursBothPoll => {
                let client = Client::PollingDriver(Dialect::Json);
                Row("ours, both poll", Some(OursPolling), client, &[Work::OneAtATime])
            }
            Self::Acton10 => Row("acton-reactive 10", Some(Acton10), Driver(Dialect::Json), ACTORS),
            Self::RedisGet => Row("Redis GET", Some(Redis), Driver(Dialect::RedisGet), REDIS_GET),
            Self::RedisEcho => Row("Redis ECHO", Some(Redis), Driver(Dialect::RedisEcho), REDIS_ECHO),
            Self::RedisPublish => {
                let works = &[Work::FanOut, Work::GrowingFanOut];
                Row("Redis PUBLISH", Some(Redis), Driver(Dialect::RedisEcho), works)
            }
            Self::Tonic => Row("tonic", Some(Tonic), Client::Program(Tonic, None), TONIC),
            Self::Tarpc => Row("tarpc", Some(Tarpc), Client::Program(Tarpc, None), TARPC),
            Self::ZeroMq => Row("ZeroMQ", Some(ZeroMq), Client::Program(ZeroMq, None), ZEROMQ),
            Self::Mpsc => inside("tokio mpsc", "mpsc"),
            Self::OursInside => inside("ours", "ours"),
            Self::OursInsideOne => inside("ours, one thread", "ours-one"),
            Self::Acton10Inside => inside("acton-reactive 10", "acton10"),
            Self::Ractor => inside("ractor", "ractor"),
            Self::Kameo => inside("kameo", "kameo"),
            Self::Actix => inside("actix", "actix"),
            Self::ActixOne => inside("actix, one thread", "actix-one"),
            Self::PythonRaw => python("raw socket", Raw, "raw"),
            Self::PythonOurs => python("ours", Ours, "ours"),
            Self::PythonOursAsyncio => python("ours, asyncio", Ours, "ours-asyncio"),
            Self::PythonRedis => python("redis-py, one connection", Redis, "redis"),
            Self::PythonRedisPool => python("redis-py, pool", Redis, "redis-pool"),
            Self::PythonRedisAsyncio => python("redis-py, asyncio", Redis, "redis-asyncio"),
            Self::PythonZmq => python("pyzmq", ZeroMq, "zmq"),
            Self::PythonGrpc => python("grpcio", Tonic, "grpc"),
            Self::PythonGrpcAsyncio => python("grpcio, asyncio", Tonic, "grpc-asyncio"),
            Self::NodeRaw => node("raw socket", Raw, "raw"),
            Self::NodeOurs => node("ours", Ours, "ours"),
            Self::NodeRedis => node("ioredis", Redis, "redis"),
            Self::NodeGrpc => node("grpc-js", Tonic, "grpc"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.row().0
    }

    /// Whether it is this project's.
    pub(crate) fn is_ours(self) -> bool {
        self.name().starts_with("ours")
    }

    /// What serves it; nothing, inside one process.
    pub(crate) fn server(self) -> Option<Program> {
        self.row().1
    }

    pub(crate) fn client(self) -> Client {
        self.row().2
    }

    pub(crate) fn takes(self, work: Work) -> bool {
        self.row().3.contains(&work)
    }

    pub(crate) fn programs(self) -> impl Iterator<Item = Program> {
        let client = match self.client() {
            Client::Driver(_) | Client::PollingDriver(_) => None,
            Client::Program(program, _) => Some(program),
        };
        self.server().into_iter().chain(client)
    }
}
