//! Every client performs every case of the lists, in every format. One alone:
//! `CASE="a call is answered" cargo test -p integration --test cases rust_json` (`CASE` is any part of its name).

use std::collections::HashSet;
use std::process::Command;

use integration::cases::case::{BAD, Case, FORMATS, GOOD};
use integration::cases::face::Face;
use integration::cases::known::{KNOWN, surprises};
use integration::cases::run::run;
use integration::cases::runner::Runner;
use integration::{node, python, workspace};

const RUST: Face = Face { name: "rust", command: || Command::new(env!("CARGO_BIN_EXE_case_runner")) };
const PYTHON: Face = Face { name: "python", command: || python_runner("blocking") };
const PYTHON_ASYNCIO: Face = Face { name: "python_asyncio", command: || python_runner("asyncio") };
const NODE: Face = Face {
    name: "node",
    command: || {
        let mut command = Command::new("node");
        command.arg(node::package().join("test/runner.mjs"));
        command
    },
};

fn python_runner(face: &str) -> Command {
    let mut command = python::command();
    command.arg(workspace::path("clients/python/tests/runner.py")).args(["--face", face]);
    command
}

fn assert_performs(face: &Face, (format, bytes): (&str, acton_wire::Format)) {
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut cases = Case::all();
    cases.retain(|case| case.is_for(format) && case.name.contains(&wanted));
    assert!(!cases.is_empty(), "no case for {format} has {wanted:?} in its name");
    let mut runner = Runner::new(face, format);
    let mut outcomes = Vec::new();
    for case in &cases {
        println!("{}", case.name);
        outcomes.push((case.name.clone(), run(case, &mut runner, bytes)));
    }
    let finished = runner.finish();
    let surprises = surprises(face.name, format, &outcomes, KNOWN);
    let (count, of) = (surprises.len(), outcomes.len());
    assert!(count == 0, "{count} of {of} cases went otherwise:\n\n{}\n", surprises.join("\n\n"));
    assert_eq!(finished, Ok(()));
}

#[test]
fn rust_json() {
    assert_performs(&RUST, FORMATS[0]);
}

#[test]
fn rust_msgpack() {
    assert_performs(&RUST, FORMATS[1]);
}

#[test]
fn python_json() {
    assert_performs(&PYTHON, FORMATS[0]);
}

#[test]
fn python_msgpack() {
    assert_performs(&PYTHON, FORMATS[1]);
}

#[test]
fn python_asyncio_json() {
    assert_performs(&PYTHON_ASYNCIO, FORMATS[0]);
}

#[test]
fn python_asyncio_msgpack() {
    assert_performs(&PYTHON_ASYNCIO, FORMATS[1]);
}

#[test]
fn node_json() {
    assert_performs(&NODE, FORMATS[0]);
}

#[test]
fn node_msgpack() {
    assert_performs(&NODE, FORMATS[1]);
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let mut names = HashSet::new();
    for case in Case::all() {
        assert!(names.insert(case.name.clone()), "two cases are called {:?}", case.name);
    }
}

#[test]
fn only_bad_cases_bring_a_server_of_their_own() {
    assert!(Case::listed(GOOD).iter().all(|case| case.server.is_none()));
    assert!(Case::listed(BAD).iter().all(|case| case.server.is_some()));
}

#[test]
fn every_known_failure_is_of_a_case_that_there_is() {
    let cases = Case::all();
    for known in KNOWN {
        let is_there = cases.iter().any(|case| case.name == known.case && case.is_for(known.format));
        assert!(is_there, "no case for {} is called {:?}", known.format, known.case);
    }
}
