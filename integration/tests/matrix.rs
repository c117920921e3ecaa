//! Every recipe with every client in every format prints the recipe's transcript. Each case has a name and can be run
//! alone: `cargo test -p integration --test matrix kv_store::python_msgpack`.

use std::panic::catch_unwind;

use integration::cases::known::{Known, surprises};
use integration::client::{self, Language};
use integration::server::Server;
use integration::transcript;

/// Recipes, in place of cases, that a client in a [`Language`] is known to fail in a format.
const KNOWN: &[Known] = &[];

/// What a recipe's server and its clients are told beside the socket and the format.
fn flags(recipe: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match recipe {
        // So that the feed is heard from its first price to its last.
        "price_feed" => (&["--ticks", "5", "--tick-ms", "0"], &["--count", "6"]),
        _ => (&[], &[]),
    }
}

fn assert_prints_the_transcript(server: &Server, recipe: &str, language: Language, format: &str) {
    let mut arguments = vec!["--socket", server.socket_argument(), "--format", format];
    arguments.extend(flags(recipe).1);
    transcript::assert_is_of(recipe, &client::run(recipe, language, &arguments).succeeded());
}

/// A known failure is run all the same, and must fail.
fn assert_no_surprise(recipe: &str, language: Language, format: &str) {
    let outcome = catch_unwind(|| {
        let server = Server::start(recipe, flags(recipe).0);
        assert_prints_the_transcript(&server, recipe, language, format);
    });
    let outcome = outcome.map_err(|_| "it failed as told above".to_owned());
    let surprises = surprises(&format!("{language:?}"), format, &[(recipe.to_owned(), outcome)], KNOWN);
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

macro_rules! matrix {
    ($($recipe:ident)*) => {
        $(mod $recipe {
            use super::*;

            fn check(language: Language, format: &str) {
                assert_no_surprise(stringify!($recipe), language, format);
            }

            #[test]
            fn rust_json() {
                check(Language::Rust, "json");
            }

            #[test]
            fn rust_msgpack() {
                check(Language::Rust, "msgpack");
            }

            #[test]
            fn python_json() {
                check(Language::Python, "json");
            }

            #[test]
            fn python_msgpack() {
                check(Language::Python, "msgpack");
            }

            #[test]
            fn python_asyncio_json() {
                check(Language::PythonAsyncio, "json");
            }

            #[test]
            fn python_asyncio_msgpack() {
                check(Language::PythonAsyncio, "msgpack");
            }

            #[test]
            fn node_json() {
                check(Language::Node, "json");
            }

            #[test]
            fn node_msgpack() {
                check(Language::Node, "msgpack");
            }
        })*
    };
}

matrix! { calculator countdown price_feed kv_store order_service }

#[test]
fn the_cookbook_serves_every_recipe_on_one_socket() {
    let server = Server::start("cookbook", flags("price_feed").0);
    for recipe in ["calculator", "countdown", "kv_store", "price_feed"] {
        assert_prints_the_transcript(&server, recipe, Language::Rust, "json");
    }
    // Its last line counts the errors of the whole server.
    let fresh = Server::start("cookbook", &[]);
    assert_prints_the_transcript(&fresh, "order_service", Language::Rust, "json");
}
