//! The wire of an acton service: bytes ↔ frames ↔ envelopes, in JSON and MessagePack, and the error codes.
//!
//! The crate reads and writes memory and nothing else: no sockets, no tasks, no clock, no actors. In the order of the
//! data:
//!
//! - [`frame`]: a header and a payload, cut out of received bytes;
//! - [`envelope`], [`subscription`], [`discover`], [`control`]: what a client asks;
//! - [`payload`]: the span a user's message is decoded from, and how messages become bytes;
//! - [`reply`], [`push`]: what a server answers, written around a value that is encoded once;
//! - [`answer`]: what a client reads of it;
//! - [`error`]: codes, and whether the handler ran; [`limits`]: every bound that concerns bytes.
//!
//! The feature `messagepack` adds format 02. Without it every decoder refuses that format by name, and every writer
//! writes JSON in its place and says so in the frame's format byte.

pub mod answer;
pub mod control;
pub mod discover;
pub mod envelope;
pub mod error;
pub mod format;
pub mod frame;
pub mod limits;
pub mod payload;
pub mod push;
pub mod reply;
pub mod subscription;

mod correlation;
mod json;
#[cfg(feature = "messagepack")]
mod msgpack;
mod notation;
mod object;
#[cfg(test)]
mod opened;
mod reason;
mod scan;
mod text;

pub use correlation::{REJECTED_ID, UNKNOWN_ID};
pub use envelope::{Envelope, Headers, Request};
pub use error::{ErrorCode, Executed, Failure};
pub use format::Format;
pub use frame::{Frame, FrameError, FrameType, Version};
pub use payload::{DecodeError, EncodeError, Payload, Portable};
