//! What clients do that mean harm. Each checks that the server answers as it should, and panics where it does not.

use std::path::Path;

pub mod bombs;
pub mod floods;
pub mod fragments;
pub mod identifiers;
pub mod lengths;
pub mod slowness;
pub mod spoiled;
pub mod storms;
pub mod streams;
pub mod subscribers;

/// An attack by name, on the server at a path; the number is another one each time.
pub type Attack = (&'static str, fn(&Path, u64));

/// One after the other as a soak makes them, in small doses.
pub const ALL: [Attack; 12] = [
    ("spoiled frames", |socket, round| spoiled::frames(socket, round, 500)),
    ("lengths that lie", |socket, _| drop(lengths::that_lie(socket, 50))),
    ("half-sent frames", |socket, _| drop(lengths::half_sent(socket, 20))),
    ("bombs of depth", |socket, _| {
        bombs::of_depth(socket);
    }),
    ("requests in pieces", |socket, _| fragments::of_requests(socket)),
    ("hostile ids", |socket, _| identifiers::all(socket)),
    ("one id for all", |socket, _| identifiers::repeated(socket, 500)),
    ("floods", |socket, _| floods::of_all_kinds(socket, 2_000)),
    ("clients that vanish", |socket, _| storms::of_clients_that_vanish(socket, 200)),
    ("abandoned streams", |socket, _| streams::abandoned(socket, 12)),
    ("subscribers that sleep", |socket, _| drop(subscribers::asleep(socket, 10, "PriceUpdate"))),
    ("slow senders, and clients that never read", |socket, _| slowness::of_both_kinds(socket, 4)),
];
