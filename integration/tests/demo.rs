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
fn the_demos_that_a_page_names_print_what_the_page_shows() {
    for recipe in ["calculator", "countdown", "price_feed", "kv_store", "order_service"] {
        let page = workspace::text(&format!("docs/recipes/{recipe}.md"));
        let commands: Vec<_> =
            page.lines().filter_map(|line| line.strip_prefix("cookbook/demo.sh ")).collect();
        assert_eq!(commands.len(), 2, "the page of {recipe} shows a demo in Python and one in Node");
        for command in commands {
            let arguments: Vec<_> = command.split(' ').collect();
            let printed = run_command(&mut demo(&arguments)).succeeded();
            // The feed does not wait, so its client may come in the middle of the walk.
            if recipe == "price_feed" {
                assert_eq!(printed.lines().count(), 5, "{command}");
            } else {
                transcript::assert_is_of(recipe, &printed);
            }
        }
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
