//! How long to wait before another attempt: any time up to a ceiling that doubles, so that the clients of a
//! server that comes back do not come all at once.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// The ceiling after the first failure.
const BASE: Duration = Duration::from_millis(50);

/// The highest ceiling.
pub(super) const LONGEST: Duration = Duration::from_secs(2);

/// A time to wait after this many failures in a row, the last one included.
///
/// Chance comes from the standard library's hasher: each [`RandomState`] has keys of its own, which the system
/// seeded, so what it makes of nothing is a number nobody can foretell. That is more than spreading needs.
pub(super) fn pause(failures: u32) -> Duration {
    let chance = (RandomState::new().build_hasher().finish() >> 32) as u32;
    ceiling(failures) * chance / u32::MAX
}

fn ceiling(failures: u32) -> Duration {
    let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    BASE.saturating_mul(doubled).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_from_50_ms_to_2_s_and_stays_there() {
        let ceilings: Vec<_> = (1..=8).map(|failures| ceiling(failures).as_millis()).collect();
        assert_eq!(ceilings, [50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
        for many in [32, 33, 34, u32::MAX] {
            assert_eq!(ceiling(many), LONGEST);
        }
    }

    #[test]
    fn pauses_are_spread_over_all_of_the_time_up_to_the_ceiling() {
        let mut quarters = [0; 4];
        for _ in 0..4_000 {
            let pause = pause(20);
            assert!(pause <= LONGEST, "{pause:?}");
            let quarter = pause.as_millis() * 4 / (LONGEST.as_millis() + 1);
            quarters[usize::try_from(quarter).unwrap()] += 1;
        }
        // A fair quarter is 1,000; this far off it is some fourteen standard deviations away.
        assert!(quarters.iter().all(|count| (600..1_400).contains(count)), "{quarters:?}");
    }
}
