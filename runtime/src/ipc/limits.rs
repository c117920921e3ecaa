//! Every bound a connection is held to. The mailbox's and the actor's own are on the actor's builder.

use std::time::Duration;

use acton_wire::limits;

const MIB: usize = 1024 * 1024;

/// The bounds of a connection. `max_payload` and `max_reply` hold for one frame, and each time for one
/// wait; the rest is for all that a connection has at once.
///
/// ```
/// use acton_reactive::ipc::Limits;
/// let limits = Limits { requests_in_flight: 64, ..Limits::default() };
/// assert_eq!(limits.subscriptions, 256);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest payload of a received frame in bytes; at most 16 MiB. Default 1 MiB.
    pub max_payload: usize,
    /// Largest reply, stream item or push in bytes, with its envelope. Default 16 MiB, which is also
    /// the most.
    pub max_reply: usize,
    /// Requests not ended; past it the connection is not read. Default 1,024.
    pub requests_in_flight: usize,
    /// Bytes of payload of requests not ended, and of fire-and-forget messages not started; past it
    /// the connection is not read. Default 8 MiB; one request is always taken.
    pub bytes_in_flight: usize,
    /// Bytes of queued output past which the connection is not read. Default 1 MiB.
    pub queued_output: usize,
    /// Bytes of queued output past which a peer that takes nothing for 1 s is closed; at least
    /// `queued_output`. Default 4 MiB.
    pub queued_output_stalled: usize,
    /// Bytes of queued output past which the connection is closed at once; at least `queued_output`.
    /// Default 64 MiB.
    pub queued_output_max: usize,
    /// How long a peer may take no byte of what is queued. Default 10 s.
    pub write_timeout: Duration,
    /// How long a frame may take from its first byte to its last. Default 10 s.
    pub frame_timeout: Duration,
    /// Exact subscriptions. Default 256.
    pub subscriptions: usize,
    /// Pattern subscriptions. Default 128.
    pub patterns: usize,
    /// The longest a request may ask to wait for its answer. Default 300 s.
    pub response_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_payload: limits::DEFAULT_MAX_PAYLOAD,
            max_reply: limits::MAX_PAYLOAD,
            requests_in_flight: 1_024,
            bytes_in_flight: 8 * MIB,
            queued_output: MIB,
            queued_output_stalled: 4 * MIB,
            queued_output_max: 64 * MIB,
            write_timeout: Duration::from_secs(10),
            frame_timeout: Duration::from_secs(10),
            subscriptions: 256,
            patterns: 128,
            response_timeout: Duration::from_millis(limits::MAX_RESPONSE_TIMEOUT_MS),
        }
    }
}
