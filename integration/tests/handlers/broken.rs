//! The server whose handlers go wrong, and what it is asked.

use std::process::Command;

use acton_wire::Format;
use integration::connection::{Connection, Frame};
use integration::requests::request;
use integration::server::Server;
use serde_json::Value;

pub(crate) const FORMATS: [Format; 2] = [Format::Json, Format::MessagePack];

pub(crate) fn start() -> Server {
    Server::start_by(|socket| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broken_handlers"));
        command.arg("--socket").arg(socket);
        command
    })
}

pub(crate) fn send(client: &mut Connection, fields: &Value) {
    client.send(&request(Format::Json, fields));
}

pub(crate) fn ask(client: &mut Connection, fields: &Value) -> Frame {
    client.ask(&request(Format::Json, fields))
}

/// Asserts that this refuses `id` with `code`, says whether the handler ran, and tells nothing of what happened inside.
#[track_caller]
pub(crate) fn assert_refused(frame: &Frame, id: &str, code: &str, executed: &str) {
    let body = frame.body();
    assert_eq!(
        (&body["correlation_id"], &body["error_code"], &body["executed"]),
        (&id.into(), &code.into(), &executed.into()),
        "{body}"
    );
    assert!(!body.to_string().contains("secret"), "{body}");
}
