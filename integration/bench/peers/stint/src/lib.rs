//! What the peer programs have in common: their arguments, how the driver keeps them busy, and many calls at once.

use std::time::Duration;

mod duty;
#[cfg(feature = "lanes")]
mod lanes;
mod program;
mod work;

pub use duty::{Stint, obey, obey_timed};
#[cfg(feature = "lanes")]
pub use lanes::{Caller, behind, callers, first_call, lanes};
pub use program::{Other, Program};
pub use work::Work;

/// Calls in flight on one connection, when they are pipelined.
pub const IN_FLIGHT: usize = 64;

/// Connections with one call in flight on each.
pub const CONNECTIONS: usize = 32;

/// How long the slow call takes that another one is behind.
pub const SLOW: Duration = Duration::from_millis(100);

/// How long after the slow call the one behind it is made: the server has begun the slow one.
pub const HEAD_START: Duration = Duration::from_millis(5);

/// What a calculator is asked to add.
pub const NUMBERS: (i32, i32) = (10, 1000);

/// What is right.
pub const SUM: i32 = NUMBERS.0 + NUMBERS.1;
