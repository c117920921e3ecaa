//! Prices from a seeded random walk: the same seed, the same prices. No clock, no actor.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::messages::{PriceUpdate, TradeExecuted};

/// What is traded, and its first price in cents.
const BEGINNING: [(&str, u32); 3] = [("ACME", 10_000), ("GLOBEX", 25_000), ("INITECH", 4_000)];

/// Each fifth price ends in a trade.
const PRICES_A_TRADE: u64 = 5;

/// A walk of several prices, each step moving one of them by at most one percent.
#[derive(Debug)]
pub struct Walk {
    chance: StdRng,
    cents: [u32; BEGINNING.len()],
    steps: u64,
}

impl Walk {
    /// The walk that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { chance: StdRng::seed_from_u64(seed), cents: BEGINNING.map(|(_, cents)| cents), steps: 0 }
    }

    /// The next price, and now and then a trade at it.
    pub fn step(&mut self) -> (PriceUpdate, Option<TradeExecuted>) {
        let which = self.chance.random_range(0..BEGINNING.len());
        let cents = &mut self.cents[which];
        let most = (*cents / 100).max(1);
        *cents = cents
            .saturating_add_signed(self.chance.random_range(-most.cast_signed()..=most.cast_signed()))
            .max(1);
        let update = PriceUpdate { symbol: BEGINNING[which].0.to_owned(), price: f64::from(*cents) / 100.0 };
        self.steps += 1;
        let trade = self.steps.is_multiple_of(PRICES_A_TRADE).then(|| TradeExecuted {
            symbol: update.symbol.clone(),
            price: update.price,
            quantity: self.chance.random_range(1..=100),
        });
        (update, trade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(seed: u64) -> Vec<String> {
        let mut walk = Walk::new(seed);
        (0..1_000).map(|_| walk.step().0.to_string()).collect()
    }

    #[test]
    fn the_same_seed_walks_the_same_way_and_another_one_does_not() {
        assert_eq!(prices(1), prices(1));
        assert_ne!(prices(1), prices(2));
    }

    #[test]
    fn every_fifth_price_is_traded_at() {
        let mut walk = Walk::new(1);
        let traded: Vec<bool> = (0..10).map(|_| walk.step().1.is_some()).collect();
        assert_eq!(traded, [false, false, false, false, true, false, false, false, false, true]);
    }
}
