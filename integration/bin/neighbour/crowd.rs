//! Everything one user can have of a server, at once.

use std::path::Path;
use std::thread;
use std::time::Duration;

use acton_wire::FrameType;
use integration::connection::Connection;
use integration::requests::{framed, stream, within};
use serde_json::{Value, json};

/// More requests in flight than a connection may have.
const REQUESTS: u32 = 1_100;
/// Between two attempts to get one more connection. Without a pause they would be a storm, which costs both processors.
const PAUSE: Duration = Duration::from_millis(10);
/// As many names as a connection may subscribe to.
const NAMES: u32 = 256;

/// Takes all there is, says how many connections that was, and goes on asking for one more.
pub(super) fn gather(socket: &Path) {
    let mut crowd = Vec::new();
    while let Some(member) = join(socket) {
        crowd.push(member);
    }
    println!("{}", crowd.len());
    loop {
        // A place is given again once the server has let one go that does not read.
        crowd.extend(join(socket));
        crowd.retain(|member| !member.is_closed_within(Duration::ZERO));
        thread::sleep(PAUSE);
    }
}

/// A connection with all a connection can have; `None`: there is none to be had.
fn join(socket: &Path) -> Option<Connection> {
    let mut member = Connection::connect(socket);
    let mut names: Vec<_> = (1..NAMES).map(|number| format!("Name{number}")).collect();
    names.push("PriceUpdate".to_owned());
    member.throw(&framed(FrameType::Subscribe, &json!({"correlation_id": "s", "message_types": names})));
    let answer = member.receive()?;
    if answer.code().as_deref() == Some("CONNECTION_LIMIT_REACHED") {
        return None;
    }
    assert_eq!(answer.body()["success"], Value::Bool(true), "{answer:?}");
    // Its first item is never read, the second is an hour away.
    let countdown = json!({"from": 2, "delay_ms": 3_600_000});
    let waits = within(stream("w", "countdown", "CountdownRequest", &countdown), 0);
    member.push(&framed(FrameType::Request, &waits).repeat(REQUESTS as usize));
    Some(member)
}
