//! Clients that come and go.

use std::path::Path;

use crate::connection::Connection;
use crate::requests::{add, countdown, subscribe};

/// So many, each gone in one of six states: nothing said, half a frame, a call, a subscription, a stream, and many calls to
/// which no answer is awaited.
pub fn of_clients_that_vanish(socket: &Path, count: u32) {
    let call = add("call", 1);
    let states = [
        Vec::new(),
        call[..20].to_vec(),
        call.clone(),
        subscribe("s", "PriceUpdate"),
        countdown("stream", 1_000_000),
        call.repeat(50),
    ];
    for (state, half_closes) in
        states.iter().cycle().zip([true, false, false].into_iter().cycle()).take(count as usize)
    {
        let mut attacker = Connection::connect(socket);
        attacker.throw(state);
        if half_closes {
            attacker.half_close();
        }
    }
}
