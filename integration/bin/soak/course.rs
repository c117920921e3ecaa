//! How the whole time went, and whether the server held.

use std::fmt;

use crate::sample::Sample;

/// KiB an hour that memory may grow, once it is warm.
const MOST_GROWTH: f64 = 1_024.0;

/// How much longer one call in a hundred may take in the end.
const MOST_DRIFT: f64 = 0.10;

/// Everything that was seen.
#[derive(Debug)]
pub(crate) struct Course {
    /// Calls a second at most.
    pub(crate) peak: u64,
    /// How often all attacks were made.
    pub(crate) rounds: u64,
    /// In the order of time.
    pub(crate) samples: Vec<Sample>,
}

impl Course {
    /// What follows the first quarter, in which the server becomes warm.
    fn warm(&self) -> &[Sample] {
        &self.samples[self.samples.len() / 4..]
    }

    /// How memory grows, in KiB an hour: the slope of the line that is nearest to all samples.
    fn growth(&self) -> f64 {
        let points =
            || self.warm().iter().map(|sample| (sample.at.as_secs_f64() / 3_600.0, f64::from(sample.memory)));
        let count: f64 = points().map(|_| 1.0).sum();
        let (hours, memory) = points().fold((0.0, 0.0), |sums, point| (sums.0 + point.0, sums.1 + point.1));
        let (hours, memory) = (hours / count, memory / count);
        let (with, alone) = points().fold((0.0, 0.0), |(with, alone), (x, y)| {
            (with + (x - hours) * (y - memory), alone + (x - hours).powi(2))
        });
        with / alone
    }

    /// Descriptors in the end, less those at the beginning.
    fn leaked(&self) -> i64 {
        let count = |sample: Option<&Sample>| sample.map_or(0, |sample| i64::from(sample.descriptors));
        count(self.samples.last()) - count(self.warm().first())
    }

    /// How much longer one call in a hundred takes in the second half of the warm time than in the first.
    fn drift(&self) -> f64 {
        let (first, second) = self.warm().split_at(self.warm().len() / 2);
        let median = |samples: &[Sample]| {
            let mut p99: Vec<_> = samples.iter().map(|sample| sample.calls.p99().as_secs_f64()).collect();
            p99.sort_by(f64::total_cmp);
            p99[p99.len() / 2]
        };
        median(second) / median(first) - 1.0
    }

    /// Whether all is within its bounds.
    pub(crate) fn holds(&self) -> bool {
        self.growth() < MOST_GROWTH && self.leaked() <= 0 && self.drift() < MOST_DRIFT
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls: usize = self.samples.iter().map(|sample| sample.calls.count()).sum();
        let memory = |sample: Option<&Sample>| sample.map_or(0, |sample| sample.memory);
        write!(
            f,
            "half of {} calls/s, and {} rounds of every attack; {calls} lone calls without an error\n\
             memory: {} KiB warm, {} KiB in the end, {:+.0} KiB an hour (less than {MOST_GROWTH:.0})\n\
             descriptors: {:+} (none)\n\
             one lone call in a hundred takes {:+.1} % longer in the second half (less than {:.0} %)",
            self.peak,
            self.rounds,
            memory(self.warm().first()),
            memory(self.samples.last()),
            self.growth(),
            self.leaked(),
            self.drift() * 100.0,
            MOST_DRIFT * 100.0,
        )
    }
}
