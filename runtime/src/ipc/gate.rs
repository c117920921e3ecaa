//! The rate of requests: GCRA, one bucket a connection, or one for all connections of a foreign user.

use std::num::NonZeroU32;
use std::sync::Arc;

use acton_wire::{ErrorCode, Failure};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::ipc::config::RateLimitConfig;

/// A bucket, shared by all connections it bounds together.
#[derive(Clone)]
pub(crate) struct RateGate(Arc<DefaultDirectRateLimiter>);

impl RateGate {
    /// `None` if a field is zero.
    pub(crate) fn new(config: RateLimitConfig) -> Option<Self> {
        let rate = NonZeroU32::new(config.requests_per_second)?;
        let burst = NonZeroU32::new(config.burst_size)?;
        let quota = Quota::per_second(rate).allow_burst(burst);
        Some(Self(Arc::new(RateLimiter::direct(quota))))
    }

    /// Lets one request through, or says when the next may come.
    pub(crate) fn pass(&self) -> Result<(), Failure<'static>> {
        self.0.check().map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).saturating_add(1);
            Failure::new(ErrorCode::RateLimited, format!("too many requests, retry after {ms} ms"))
                .retry_after(ms)
        })
    }
}
