//! What is left of a store when the power goes in mid-write.

use fastrand::Rng;

use super::platter::Platter;
use super::twins::{dose, numbers, open, put_twice};

#[tokio::test]
async fn what_was_acknowledged_outlasts_a_power_cut_wherever_it_falls() {
    let (mut cuts, mut acknowledged_in_all, mut refused) = (0, 0, 0);
    for seed in 0..dose(150) {
        let mut chance = Rng::with_seed(seed);
        let platter = Platter::default();
        platter.go_dark_after(chance.u32(1..120));
        let (mut acknowledged, mut next) = (Vec::new(), 0);
        if let Ok(store) = open(&platter) {
            let mut is_dark = false;
            while !is_dark {
                let together: Vec<_> = (next..next + chance.u32(1..4))
                    .map(|number| (number, store.write(put_twice(number))))
                    .collect();
                for (number, committed) in together {
                    next = number + 1;
                    match committed.await {
                        Ok(()) => acknowledged.push(number),
                        Err(_) => is_dark = true,
                    }
                }
            }
        }
        cuts += 1;
        acknowledged_in_all += acknowledged.len();
        match open(&platter.after_the_cut(&mut chance)) {
            Ok(again) => {
                let there = numbers(&again).expect("the store can be read");
                let lost = acknowledged.iter().filter(|number| !there.contains(number)).count();
                assert_eq!(
                    lost, 0,
                    "seed {seed} lost acknowledged writes: {acknowledged:?} became {there:?}"
                );
                assert!(there.iter().all(|number| *number < next), "seed {seed}: {there:?}");
                again.write(put_twice(next)).await.expect("it takes writes again");
            }
            Err(error) if acknowledged.is_empty() => {
                assert!(error.to_string().starts_with("cannot open the store platter: "), "{error}");
                refused += 1;
            }
            Err(error) => panic!("seed {seed}: {} writes were acknowledged: {error}", acknowledged.len()),
        }
    }
    println!(
        "power loss: {cuts} cuts, {acknowledged_in_all} writes acknowledged, 0 lost; {refused} stores cut at birth refused"
    );
}

#[tokio::test]
async fn nothing_is_acknowledged_on_top_of_what_a_failed_sync_forgot() {
    let (mut lost_in_all, seeds) = (0, dose(10).min(200));
    for seed in 0..seeds {
        let mut chance = Rng::with_seed(seed);
        let platter = Platter::default();
        let store = open(&platter).expect("the disk works");
        platter.forget_a_sync_after(chance.u32(..6));
        let mut acknowledged = Vec::new();
        for batch in 0..12 {
            // Many leaves, most of which no later batch writes again.
            let batch = batch * 1_000..(batch + 1) * 1_000;
            let these = batch.clone();
            let kept = store
                .write(move |changes| these.into_iter().try_for_each(|number| put_twice(number)(changes)));
            if kept.await.is_ok() {
                acknowledged.extend(batch);
            }
            assert!(acknowledged.len() <= numbers(&store).expect("reads go on").len());
        }
        let again = open(&platter.after_the_cut(&mut chance));
        let there = again.ok().and_then(|again| numbers(&again).ok()).unwrap_or_default();
        lost_in_all += acknowledged.iter().filter(|number| !there.contains(number)).count();
    }
    assert_eq!(lost_in_all, 0, "acknowledged writes are lost");
    println!("failed syncs: {seeds} forgot what they were to sync, 0 acknowledged writes lost");
}
