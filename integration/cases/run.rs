//! A case performed by a face in a format, against the server that it is for.

use acton_wire::Format;
use serde_json::Value;

use crate::cases::bad_server::BadServer;
use crate::cases::case::Case;
use crate::cases::face::Face;
use crate::cases::said;
use crate::program::Ended;
use crate::server::Server;

/// Five prices, which wait for their first subscriber.
const SHORT_FEED: [&str; 4] = ["--ticks", "5", "--tick-ms", "0"];

/// Runs it; an error says what went otherwise than the case has it.
pub fn run(case: &Case, face: &Face, (format, bytes): (&str, Format)) -> Result<(), String> {
    let mut wrong = Vec::new();
    let ended = if let Some(script) = &case.server {
        let server = BadServer::start(script.clone(), bytes);
        let ended = face.perform(&case.name, format, server.socket());
        wrong.extend(server.finish());
        ended
    } else {
        let server = Server::start("cookbook", &SHORT_FEED);
        face.perform(&case.name, format, server.socket())
    };
    match ended {
        Ok(ended) => wrong.extend(difference(&case.says, &ended)),
        Err(reason) => wrong.push(reason),
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Where what was printed differs from what should be.
fn difference(says: &[Value], ended: &Ended) -> Option<String> {
    let Ended { status, stdout, stderr } = ended;
    let lines: Vec<&str> = stdout.lines().collect();
    for (number, (expected, line)) in (1..).zip(says.iter().zip(&lines)) {
        let Ok(actual) = serde_json::from_str(line) else {
            return Some(format!("its line {number} is no JSON: {line}"));
        };
        if !said::holds(expected, &actual) {
            return Some(format!("its line {number} is\n    {line}\n  and should be\n    {expected}"));
        }
    }
    if lines.len() != says.len() || !status.success() {
        let said = if stderr.is_empty() { "nothing more".to_owned() } else { format!("\n{stderr}") };
        let (printed, due) = (lines.len(), says.len());
        return Some(format!("it printed {printed} lines of {due}, ended with {status}, and said {said}"));
    }
    None
}
