//! What a client may be asked to do.

/// One kind of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// One call, its reply, the next call.
    OneAtATime,
    /// [`IN_FLIGHT`](crate::IN_FLIGHT) calls on the way on one connection.
    Pipelined,
    /// So many connections with one call on the way on each; [`CONNECTIONS`](crate::CONNECTIONS), unless another number is named.
    Connections(usize),
    /// One request, many items.
    Stream,
    /// What is published once reaches many subscribers.
    FanOut,
    /// Messages into an actor, as fast as its mailbox takes them.
    Tell,
    /// A message to an actor, its answer, the next message.
    Ask,
    /// A new connection and its first call.
    StartUp,
    /// A call on a connection where another one takes [`SLOW`](crate::SLOW): how long it waits.
    BehindSlow,
}

impl Work {
    /// Its name on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OneAtATime => "one-at-a-time",
            Self::Pipelined => "pipelined",
            Self::Connections(_) => "connections",
            Self::Stream => "stream",
            Self::FanOut => "fan-out",
            Self::Tell => "tell",
            Self::Ask => "ask",
            Self::StartUp => "start-up",
            Self::BehindSlow => "behind-slow",
        }
    }
}
