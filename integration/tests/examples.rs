//! The examples that pages show run to their end and print what the pages say.

use std::path::Path;
use std::process::Command;

use integration::program::{run, run_command};
use integration::server::Server;
use integration::{node, python, workspace};

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
    let mut page = python::command();
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

#[test]
fn the_verbs_that_the_packages_show_work_against_the_cookbook() {
    let server = Server::start("cookbook", &["--tick-ms", "1"]);
    let node = node::program(Path::new("cookbook/examples/verbs.mjs"));
    let programs = [
        (python::command(), workspace::path("cookbook/examples/verbs.py"), "8\n3\n2\n1\nPriceUpdate {"),
        (python::command(), workspace::path("cookbook/examples/verbs_asyncio.py"), "8\n3\n2\n1\n{'symbol'"),
        (Command::new("node"), node, "8\n10\n9\n8\n"),
    ];
    for (mut command, program, begins) in programs {
        let command = command.arg(&program).env("ACTON_SOCKET", server.socket());
        let printed = run_command(command).succeeded();
        assert!(printed.starts_with(begins), "{} printed\n{printed}", program.display());
        assert!(printed.contains("symbol"), "{} printed\n{printed}", program.display());
    }
}

#[test]
fn the_documented_python_and_node_clients_answer_as_their_documents_show() {
    let server = Server::start("cookbook", &[]);
    let documented = |name: &str| format!("cookbook/examples/{name}");
    let mut python = python::command();
    python.arg(workspace::path(&documented("send_and_receive.py"))).env("ACTON_SOCKET", server.socket());
    let mut node = Command::new("node");
    node.arg(node::program(Path::new(&documented("send.mjs")))).env("ACTON_SOCKET", server.socket());
    for command in [&mut python, &mut node] {
        let printed = run_command(command).succeeded();
        assert_eq!(printed, "8\nAlice\nnobody is called abacus\n", "{command:?}");
    }
}
