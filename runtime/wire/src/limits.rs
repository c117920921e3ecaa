//! Bounds that concern bytes, and the deadlines an envelope carries. Defaults are for listeners to take or replace.

/// Longest correlation id, in bytes; a longer one is answered under [`UNKNOWN_ID`](crate::UNKNOWN_ID).
pub const MAX_CORRELATION_ID: usize = 1024;

/// Largest payload a server accepts unless told otherwise: 1 MiB.
pub const DEFAULT_MAX_PAYLOAD: usize = 1024 * 1024;

/// Largest payload anybody may be configured to accept, and the largest reply, item or push: 16 MiB.
pub const MAX_PAYLOAD: usize = 16 * 1024 * 1024;

/// Longest `error` text, in bytes; a longer one is cut between two characters.
pub const MAX_ERROR_TEXT: usize = 1024;

/// Longest subscribed name or pattern, in bytes.
pub const MAX_NAME: usize = 256;

/// Deepest nesting of maps and arrays in one MessagePack value. JSON stops at 128, which `serde_json` sees to.
pub const MAX_MESSAGEPACK_DEPTH: usize = 64;

/// `response_timeout_ms` of an envelope that names none, in milliseconds.
pub const DEFAULT_RESPONSE_TIMEOUT_MS: u64 = 30_000;

/// What 0 and anything longer mean for `response_timeout_ms`, in milliseconds.
pub const MAX_RESPONSE_TIMEOUT_MS: u64 = 300_000;
