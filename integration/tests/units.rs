//! The units that the page on systemd shows: their servers understand what the units say, and NixOS' say the same.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use integration::activation::SocketUnit;
use integration::binaries::binary;
use integration::program::run_command;
use integration::server::Server;
use integration::workspace;

/// Every `KEY=VALUE` of a unit file, a repeated key's values joined by a line break.
fn settings(file: &str) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::<String, String>::new();
    for line in workspace::text(file).lines().filter(|line| !line.starts_with(['#', '['])) {
        let Some((key, value)) = line.split_once('=') else { continue };
        let said = settings.entry(key.to_owned()).or_default();
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(value);
    }
    settings
}

/// The server of a unit, as its `ExecStart=` names it, and its arguments.
fn server(unit: &BTreeMap<String, String>) -> (String, Vec<String>) {
    let mut words = unit["ExecStart"].split(' ').map(str::to_owned);
    let program = words.next().expect("a command line has a program");
    let name = Path::new(&program).file_name().expect("a program has a name").display().to_string();
    (name, words.collect())
}

#[test]
fn the_servers_of_the_units_start_as_the_units_say() {
    let group = rustix::process::getegid().as_raw().to_string();
    let state = tempfile::tempdir().expect("a temporary directory can be made");
    let state = state.path().to_str().expect("a plain name");
    for unit in ["docs/systemd/acton-kv_store", "docs/systemd/user/acton-price_feed"] {
        let socket_unit = settings(&format!("{unit}.socket"));
        let (name, arguments) = server(&settings(&format!("{unit}.service")));
        // A machine that runs tests has no such group, and `%S` is what systemd puts in.
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| if argument == "acton" { group.clone() } else { argument.replace("%S", state) })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let passed = SocketUnit { mode: &socket_unit["SocketMode"], ..SocketUnit::GOOD };
        let server = Server::start_by(|socket| passed.command(socket, &name, &arguments));
        assert!(UnixStream::connect(server.socket()).is_ok(), "{unit}");
        assert!(server.stop().status.success(), "{unit}");
    }
}

#[test]
fn clients_look_by_themselves_at_the_socket_of_the_user_unit() {
    let runtime = tempfile::tempdir().expect("a temporary directory can be made");
    let unit = settings("docs/systemd/user/acton-price_feed.socket");
    let socket = unit["ListenStream"].replace("%t", runtime.path().to_str().expect("a plain name"));
    let mut client = Command::new(binary("price_feed_client"));
    client.env_remove("ACTON_SOCKET").env("XDG_RUNTIME_DIR", runtime.path());
    let said = run_command(&mut client).stderr;
    assert!(said.contains(&socket), "{said}");
}

/// What `nix/hardening.nix` sets, written as a unit file has it.
fn hardening() -> BTreeMap<String, String> {
    let nix = workspace::text("nix/hardening.nix")
        .replace("[\n", "")
        .replace("\n  ];", ";")
        .replace("\"\n    \"", "\n");
    let mut settings = BTreeMap::new();
    for setting in nix.split_terminator(";\n") {
        let Some((key, value)) = setting.split_once(" = ") else { continue };
        let key = key.rsplit(['\n', ' ']).next().expect("a setting has a name");
        let value = match value.trim().trim_matches('"') {
            "true" => "yes",
            "false" => "no",
            text => text,
        };
        settings.insert(key.to_owned(), value.to_owned());
    }
    settings
}

#[test]
fn the_unit_on_the_page_and_the_module_for_nixos_allow_a_server_the_same() {
    let mut unit = settings("docs/systemd/acton-kv_store.service");
    for its_own in [
        "Description",
        "Requires",
        "Type",
        "ExecStart",
        "StateDirectory",
        "StateDirectoryMode",
        "Restart",
        "TimeoutStopSec",
    ] {
        assert!(unit.remove(its_own).is_some(), "{its_own}");
    }
    assert_eq!(unit, hardening());
}
