//! What is left of a store whose file was cut or damaged.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;

use super::platter::Platter;
use super::twins::{dose, numbers, open, put_twice};
use super::*;

#[tokio::test]
async fn a_store_file_that_was_cut_or_damaged_opens_to_an_acknowledged_state_or_is_refused_by_name() {
    const KEPT: u32 = 300;
    let platter = Platter::default();
    let store = open(&platter).unwrap();
    for number in 0..KEPT {
        store.write(put_twice(number)).await.unwrap();
    }
    // As a crash leaves it, and as a clean end does.
    let left_open = platter.bytes();
    drop(store);
    while Arc::strong_count(&platter.0) > 1 {
        std::thread::yield_now();
    }
    let closed = platter.bytes();

    let (mut opened, mut older, mut refused) = (0, 0, 0);
    let places = dose(200);
    for seed in 0..places {
        let mut chance = Rng::with_seed(seed);
        let mut bytes = if chance.bool() { left_open.clone() } else { closed.clone() };
        let place = chance.usize(..bytes.len());
        match chance.u32(..3) {
            0 => bytes.truncate(place),
            1 => bytes[place] ^= 1 << chance.u32(..8),
            _ => {
                let end = bytes.len().min(place + 512);
                bytes[place..end].fill(0);
            }
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            open(&Platter::of(bytes)).map(|store| numbers(&store).expect("a store that opens can be read"))
        }));
        match outcome.unwrap_or_else(|_| panic!("seed {seed}, place {place}")) {
            Ok(there) => {
                let whole = u32::try_from(there.len()).unwrap();
                assert_eq!(there, (0..whole).collect::<Vec<_>>(), "seed {seed}: no state there ever was");
                opened += 1;
                older += u32::from(whole < KEPT);
            }
            Err(error) => {
                assert!(error.to_string().starts_with("cannot open the store platter: "), "{error}");
                refused += 1;
            }
        }
    }
    println!(
        "damage: {places} places, {opened} opened ({older} to an older state), {refused} refused by name"
    );
}
