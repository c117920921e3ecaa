//! The examples that pages show run to their end and print what the pages say.

use std::process::Command;

use integration::program::{run, run_command};
use integration::server::Server;
use integration::{python, workspace};

#[test]
fn every_example_prints_what_its_page_shows() {
    for name in ["messages", "actors", "supervision", "configuration"] {
        let printed = run(name, &[]).succeeded();
        workspace::assert_holds(&format!("cookbook/examples/{name}.txt"), &printed);
    }
}

#[test]
fn a_client_of_one_page_and_one_of_one_line_call_the_calculator() {
    let server = Server::start("calculator", &[]);
    let python = python::interpreter();
    let mut page = Command::new(&python);
    page.arg(workspace::path("cookbook/examples/raw_client.py")).arg(server.socket());
    assert_eq!(run_command(&mut page).succeeded(), "8\n");
    let folder = python.parent().expect("a program is in a folder");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = [folder.to_owned()].into_iter().chain(std::env::split_paths(&paths));
    let mut line = Command::new("sh");
    line.arg(workspace::path("cookbook/examples/one_line.sh"))
        .env("PATH", std::env::join_paths(paths).expect("a path without a colon"))
        .env("ACTON_SOCKET", server.socket());
    assert_eq!(run_command(&mut line).succeeded(), "{'sum': 8}\n");
}
