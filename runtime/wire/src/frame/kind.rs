//! What a frame is: its type byte.

/// The type of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FrameType {
    /// 01, from a client: an [`Envelope`](crate::Envelope).
    Request = 1,
    /// 02, from the server: a [reply](crate::reply), or the answer to a subscription or discovery.
    Response,
    /// 03, from the server: the same with `success: false`.
    Error,
    /// 04, from a client: anything; echoed with its format.
    Heartbeat,
    /// 05, from the server: a [push](crate::push).
    Push,
    /// 06, from a client: names to subscribe to.
    Subscribe,
    /// 07, from a client: names to give up, all if empty.
    Unsubscribe,
    /// 08, from a client: what is there to call.
    Discover,
    /// 09, from the server: one item of a stream, or its end.
    Stream,
    /// 0a, from a client: patterns to subscribe to.
    SubscribePatterns,
    /// 0b, from a client: patterns to give up, all if empty.
    UnsubscribePatterns,
    /// 0c, from a client: end the requests of an id.
    Cancel,
    /// 0d, from a client: room for more items of a stream.
    Credit,
}

impl FrameType {
    /// Every type, in the order of their bytes.
    pub const ALL: [Self; 13] = [
        Self::Request,
        Self::Response,
        Self::Error,
        Self::Heartbeat,
        Self::Push,
        Self::Subscribe,
        Self::Unsubscribe,
        Self::Discover,
        Self::Stream,
        Self::SubscribePatterns,
        Self::UnsubscribePatterns,
        Self::Cancel,
        Self::Credit,
    ];

    /// The type byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The type of a type byte of version 2, or `None` for a byte that names none.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        if byte == 0 || byte as usize > Self::ALL.len() { None } else { Some(Self::ALL[byte as usize - 1]) }
    }

    /// Whether a client may send it; the rest comes from servers only.
    #[must_use]
    pub const fn from_client(self) -> bool {
        !matches!(self, Self::Response | Self::Error | Self::Push | Self::Stream)
    }
}
