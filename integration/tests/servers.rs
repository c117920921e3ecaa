//! What every server of the cookbook promises whoever runs it.

use integration::client::{self, Language};
use integration::program::run;
use integration::server::Server;
use rustix::process::Signal;

const SERVERS: [&str; 6] = ["calculator", "countdown", "price_feed", "kv_store", "order_service", "cookbook"];

#[test]
fn an_unknown_flag_is_answered_with_the_usage_and_exit_code_2() {
    for name in SERVERS {
        let ended = run(name, &["--no-such-flag"]);
        assert_eq!(ended.status.code(), Some(2), "{name}");
        assert!(ended.stderr.contains("Usage: "), "{name}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{name}");
    }
}

#[test]
fn every_server_takes_the_same_flags() {
    let flags =
        ["--socket", "--group", "--max-connections", "--idle-timeout", "--seed", "--ticks", "--tick-ms"];
    for name in SERVERS {
        let help = run(name, &["--help"]).succeeded();
        for flag in flags {
            assert!(help.contains(flag), "{name} does not take {flag}");
        }
    }
}

#[test]
fn the_second_server_on_a_path_names_the_first_one_and_the_path() {
    let first = Server::start("calculator", &[]);
    let second = run("cookbook", &["--socket", first.socket_argument()]);
    assert_eq!(second.status.code(), Some(1));
    let sentence = format!("another listener is already running at {}", first.socket_argument());
    assert!(second.stderr.contains(&sentence), "{}", second.stderr);
    assert!(second.stderr.contains(&format!("process {}", first.id())), "{}", second.stderr);
    assert!(second.stderr.contains("try --socket"), "{}", second.stderr);
    assert!(second.stderr.contains("`cookbook`"), "{}", second.stderr);
    assert_eq!(second.stdout, "");
}

#[test]
fn a_path_that_cannot_be_used_is_named_with_the_reason() {
    let ended = run("calculator", &["--socket", "/dev/null/acton.sock"]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stderr.contains("/dev/null"), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
}

#[test]
fn a_group_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("x.sock");
    let ended = run("calculator", &["--group", "no-such-group", "--socket", socket.to_str().unwrap()]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stderr.contains("no-such-group"), "{}", ended.stderr);
}

#[test]
fn the_first_sigterm_or_sigint_ends_every_server_cleanly() {
    for name in SERVERS {
        for signal in [Signal::TERM, Signal::INT] {
            let mut server = Server::start(name, &["--tick-ms", "1"]);
            server.signal(signal);
            let ended = server.wait();
            assert!(!server.socket().exists(), "{name} left its socket");
            assert_eq!(ended.status.code(), Some(0), "{name}: {}", ended.stderr);
            assert_eq!(ended.stdout, "", "{name} printed more than its ready line");
        }
    }
}

#[test]
fn a_closed_stdout_kills_no_server() {
    let mut server = Server::start("price_feed", &["--ticks", "5", "--tick-ms", "0"]);
    server.close_stdout();
    run("price_feed_client", &["--socket", server.socket_argument(), "--count", "6"]).succeeded();
    assert_eq!(server.stop().status.code(), Some(0));
}

#[test]
fn a_closed_stderr_kills_no_server() {
    let server = Server::start_unheard("price_feed", &["--ticks", "5", "--tick-ms", "0"]);
    run("price_feed_client", &["--socket", server.socket_argument(), "--count", "6"]).succeeded();
    assert_eq!(server.stop().status.code(), Some(0));
}

#[test]
fn a_server_says_what_to_type_in_a_second_terminal() {
    let server = Server::start("price_feed", &[]);
    let line = format!("price_feed_client -- --socket {}", server.socket_argument());
    let direct = format!("price_feed_client --socket {}", server.socket_argument());
    let said = server.stop().stderr;
    assert!(said.contains(&line) || said.contains(&direct), "{said}");
}

#[test]
fn a_client_without_a_server_says_where_it_looked() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("nobody.sock");
    let socket = socket.to_str().unwrap();
    for recipe in ["calculator", "countdown", "price_feed", "kv_store", "order_service"] {
        for language in [Language::Rust, Language::Python, Language::PythonAsyncio, Language::Node] {
            let ended = client::run(recipe, language, &["--socket", socket]);
            assert_eq!(ended.status.code(), Some(1), "{recipe} {language:?}: {}", ended.stderr);
            let said = format!("no server is listening at {socket}");
            assert!(ended.stderr.contains(&said), "{recipe} {language:?}: {}", ended.stderr);
            assert_eq!(ended.stderr.lines().count(), 1, "{recipe} {language:?}: {}", ended.stderr);
        }
    }
}
