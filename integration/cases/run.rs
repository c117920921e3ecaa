//! A case performed by a face in a format, against the server that it is for.

use acton_wire::Format;
use serde_json::Value;

use crate::cases::bad_server::BadServer;
use crate::cases::case::Case;
use crate::cases::runner::{Performance, Runner};
use crate::cases::said;
use crate::server::Server;

/// Five prices, which wait for their first subscriber.
const SHORT_FEED: [&str; 4] = ["--ticks", "5", "--tick-ms", "0"];

/// Runs it; an error says what went otherwise than the case has it.
pub fn run(case: &Case, runner: &mut Runner<'_>, format: Format) -> Result<(), String> {
    let mut wrong = Vec::new();
    let performance = if let Some(script) = &case.server {
        let server = BadServer::start(script.clone(), format);
        let performance = runner.perform(&case.name, server.socket());
        wrong.extend(server.finish());
        performance
    } else {
        let server = Server::start("cookbook", &SHORT_FEED);
        runner.perform(&case.name, server.socket())
    };
    wrong.extend(difference(&case.says, &performance));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Where what was printed differs from what should be.
fn difference(says: &[Value], Performance { lines, failure }: &Performance) -> Option<String> {
    for (number, (expected, line)) in (1..).zip(says.iter().zip(lines)) {
        let Ok(actual) = serde_json::from_str(line) else {
            return Some(format!("its line {number} is no JSON: {line}"));
        };
        if !said::holds(expected, &actual) {
            return Some(format!("its line {number} is\n    {line}\n  and should be\n    {expected}"));
        }
    }
    if lines.len() == says.len() && failure.is_none() {
        return None;
    }
    let (printed, due) = (lines.len(), says.len());
    let failure = failure.as_deref().unwrap_or("it said nothing more");
    Some(format!("it printed {printed} lines of {due}: {failure}"))
}
