//! One command shows a recipe: it starts the server, runs a client in any language, and stops the server.

use std::process::Command;

use integration::program::run_command;
use integration::{transcript, workspace};

fn demo(arguments: &[&str]) -> Command {
    let mut demo = Command::new(workspace::path("cookbook/demo.sh"));
    demo.args(arguments);
    demo
}

#[test]
fn a_demo_in_each_language_prints_the_transcript() {
    for language in ["rust", "python", "node"] {
        transcript::assert_is_of("kv_store", &run_command(&mut demo(&["kv_store", language])).succeeded());
    }
}

#[test]
fn a_demo_passes_flags_on_to_the_client_and_ends_when_it_does() {
    let printed = run_command(&mut demo(&["price_feed", "rust", "--count", "3"])).succeeded();
    assert_eq!(printed.lines().count(), 3);
}

#[test]
fn a_demo_of_nothing_says_what_there_is() {
    for arguments in [&[][..], &["price_fed"], &["kv_store", "cobol"]] {
        let ended = run_command(&mut demo(arguments));
        assert_eq!(ended.status.code(), Some(2));
        assert!(ended.stderr.contains("order_service"), "{}", ended.stderr);
    }
}
