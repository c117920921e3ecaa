//! What was seen in a part of the time.

use std::time::Duration;

use integration::latencies::Latencies;

/// What was seen in a window of time.
#[derive(Debug)]
pub(crate) struct Sample {
    /// When the window ended.
    pub(crate) at: Duration,
    /// The median of its resident memory, in KiB.
    pub(crate) memory: u32,
    /// The fewest open descriptors: attacks come and go with theirs.
    pub(crate) descriptors: u32,
    /// How long lone calls took.
    pub(crate) calls: Latencies,
}
