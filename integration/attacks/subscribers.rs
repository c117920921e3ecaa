//! Subscribers that do not read.

use std::path::Path;

use crate::connection::Connection;
use crate::requests::subscribe;

/// So many that subscribe to a message type and sleep.
pub fn asleep(socket: &Path, count: u32, message_type: &str) -> Vec<Connection> {
    let mut attackers = Connection::connect_all(socket, count);
    for attacker in &mut attackers {
        assert_eq!(attacker.ask(&subscribe("s", message_type)).code(), None);
    }
    attackers
}
